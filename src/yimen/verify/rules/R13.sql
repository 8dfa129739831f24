-- id: R13
-- title: 受理人员未进驻
-- class: unposted
-- grade: A
-- article: 友政办发〔2023〕15号第三项任务（专人在大厅收件、受理）
-- needs: cases.operator_code, postings.operator_code, postings.window_code, windows.hall_code, items.entry_mode, items.initiation
-- says: 办件{case_no}于{accepted_at}在窗口{window}由{operator}受理，{where_posted}。
-- innocent: 当日由 B 岗临时顶替而未登记；进驻名单更新迟于到岗。请核对当日 AB 岗登记和派驻文件。
-- remedy: 部门补交派驻文件；确未进驻的，收回其受理权限，由进驻人员受理。
WITH posted AS (
    SELECT operator_code, min(from_date) AS first_day, max(to_date) AS last_day FROM stationed GROUP BY operator_code
)
SELECT 'case' AS subject_kind, case_no AS subject, item_code,
    -- Who is in no list may be one of those who stand in it without their name.
    CASE WHEN posted.operator_code IS NULL THEN round(9500 * (1 - nameless)) / 10000 ELSE 0.95e0 END AS probability, case_no,
    moment_text(accepted_at, accepted_by) AS accepted_at, coalesce(window_code, '（缺）') AS "window",
    operator_code AS operator,
    CASE WHEN posted.operator_code IS NULL THEN '进驻人员名单中没有此人'
        WHEN EXISTS (SELECT 1 FROM stationed WHERE stationed.operator_code = matter.operator_code AND kind = 'branch'
            AND matter.accepted_on BETWEEN from_date AND to_date) THEN '此人当日派驻在分厅，不在综合大厅'
        WHEN last_day < matter.received_on THEN '此人的派驻已于' || CAST(last_day AS STRING) || '结束'
        ELSE '此人的派驻自' || CAST(first_day AS STRING) || '才开始' END AS where_posted
FROM matter LEFT JOIN posted USING (operator_code)
CROSS JOIN (SELECT count(*) FILTER (WHERE operator_code IS NULL) / greatest(count(*), 1) AS nameless FROM stationed) AS list
WHERE in_scope AND channel IN ('window', 'post') AND operator_code IS NOT NULL
    -- Stationed at any window of the main hall will do: colleagues stand in for one another.
    AND NOT EXISTS (SELECT 1 FROM stationed WHERE stationed.operator_code = matter.operator_code
        AND kind IS DISTINCT FROM 'branch'
        AND (matter.received_on BETWEEN from_date AND to_date OR matter.accepted_on BETWEEN from_date AND to_date))
    AND NOT EXISTS (SELECT 1 FROM counter WHERE counter.window_code = matter.window_code AND counter.kind = 'branch')
    -- Who is stationed there without a name in the list may be the very one.
    AND NOT EXISTS (SELECT 1 FROM stationed WHERE stationed.operator_code IS NULL AND stationed.window_code = matter.window_code
        AND (matter.received_on BETWEEN from_date AND to_date OR matter.accepted_on BETWEEN from_date AND to_date))
    -- A window or department for which no list of staff was handed in at all cannot be judged.
    AND (window_code IN (SELECT window_code FROM stationed)
        OR (window_code IS NULL AND department_code IN (SELECT department_code FROM stationed)))
