-- id: R44
-- title: 部门先收、大厅后录
-- class: irregular
-- grade: A
-- article: 《行政许可法》第三十二条（受理与否当时出具注明日期的书面凭证）；友政办发〔2023〕15号第二项任务（严禁“明进暗不进”和“体外循环”）
-- needs: register.applied_on, cases.received_at, cases.document_no, register.document_no, items.entry_mode, items.initiation
-- says: 部门台账{record_no}载明申请人{applied_on}已提出申请，大厅办件{case_no}到{received_on}才收件，晚{late}天。
-- innocent: 材料不齐，补正后才正式收件；部门把预约日记成申请日。
-- remedy: 核对补正告知书；没有补正而先在部门收件的，责令改为大厅收件。
-- parameter: least_days = 3 | 晚这么多天以上才判断
SELECT 'case' AS subject_kind, case_no AS subject, matter.item_code, 0.7e0 AS probability, record_no, applied_on,
    case_no, received_on, days_between(applied_on, received_on) AS late
FROM link JOIN entry USING (r) JOIN matter USING (c)
-- Only the same document number is proof enough that record and case are one and the same matter.
WHERE matter.in_scope AND method LIKE 'document%' AND days_between(applied_on, received_on) >= $least_days
    AND applied_on >= (SELECT starts FROM period) AND coalesce(origin, 'issued') NOT IN ('migrated', 'ex_officio')
