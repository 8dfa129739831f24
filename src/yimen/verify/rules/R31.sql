-- id: R31
-- title: 各环节同一时刻
-- class: irregular
-- grade: C
-- article: GB/T 39046-2020《政务服务平台基础数据规范》（办件各环节的时间）
-- needs: cases.received_at, cases.accepted_at, cases.decided_at, cases.finished_at
-- says: 事项“{item_name}”的{n}件办件中有{same}件的收件、受理、决定、办结是同一时刻，环节时间没有意义。
-- innocent: 多为数据接口把办结时间抄到各环节，先查接口，不归责部门。
-- remedy: 转数据接口质量处理，接口改好前不据此评价时限。
-- parameter: least_cases = 5 | 至少这么多件才判断
-- parameter: least_share = 0.8 | 同一时刻占比至少这么多
SELECT 'item' AS subject_kind, item_code AS subject, item_code, 0.3e0 AS probability, item.item_name, count(*) AS n,
    count(*) FILTER (WHERE received_at = accepted_at AND accepted_at = decided_at AND decided_at = finished_at) AS same
FROM matter JOIN item USING (item_code) WHERE matter.in_scope AND decided_at IS NOT NULL
GROUP BY item_code, item.item_name HAVING n >= $least_cases AND same >= $least_share * n
