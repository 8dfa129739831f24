-- id: R59
-- title: 先发证，后补件
-- class: back_filled
-- grade: A
-- article: 《行政许可法》第三十二条（受理与否当时出具注明日期的书面凭证）；友政办发〔2023〕15号第二项任务（严禁“明进暗不进”和“体外循环”）
-- needs: register.issued_on, cases.received_at, register.holder_name, cases.applicant_name, items.entry_mode, items.initiation
-- says: 部门台账{record_no}载明{issued_on}已发证，同一人同一事项的办件{case_no}到{received_on}才收件（晚{days}天），此外双方都没有别的记录可以相对应，即先发证、后补办件。
-- innocent: 当事人先后办过两次，前一次的办件和后一次的台账恰好都缺；变更换发时沿用了原证日期。请核对证照原件上的日期和原始收件凭证。
-- remedy: 部门说明实际收件时间和地点；今后先收件受理、后作决定。
SELECT 'case' AS subject_kind, case_no AS subject, matter.item_code AS item_code,
    round(10000 / (1 + pow(2, -link.weight))) / 10000 AS probability, record_no, issued_on, case_no, received_on,
    days_between(issued_on, received_on) AS days
FROM link JOIN entry ON entry.r = link.r JOIN matter ON matter.c = link.c JOIN item ON item.item_code = matter.item_code
WHERE method = 'issued_before' AND matter.in_scope AND issued_on >= item.scope_from
