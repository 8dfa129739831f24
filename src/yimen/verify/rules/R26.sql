-- id: R26
-- title: 发证早于收件
-- class: irregular
-- grade: A
-- article: 《行政许可法》第三十二条（受理与否当时出具注明日期的书面凭证）；《行政许可法》第四十二条（自受理之日起二十日内决定）
-- needs: register.issued_on, cases.received_at, cases.document_no, register.document_no, items.entry_mode, items.initiation
-- says: 部门台账{record_no}载明{issued_on}已发证{document}，对应的办件{case_no}到{received_on}才收件，即先发证后补办件。
-- innocent: 台账发证日期笔误；变更换发时沿用了原证日期。请核对证照原件上的日期。
-- remedy: 部门说明实际收件时间和地点；今后先收件受理、后作决定。
-- parameter: least_days = 2 | 早这么多天以上才判断
SELECT 'case' AS subject_kind, case_no AS subject, matter.item_code, 0.85e0 AS probability, record_no,
    issued_on, CASE WHEN entry.document_no IS NULL THEN '' ELSE '（' || entry.document_no || '）' END AS document,
    case_no, received_on
FROM link JOIN entry USING (r) JOIN matter USING (c)
-- Only the same document number is proof enough that record and case are one and the same matter.
WHERE matter.in_scope AND method LIKE 'document%' AND days_between(issued_on, received_on) >= $least_days
    AND issued_on >= (SELECT starts FROM period)
    AND (applied_on IS NULL OR applied_on <= issued_on) AND coalesce(origin, 'issued') IN ('issued', 'renewed')
