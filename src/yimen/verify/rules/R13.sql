-- id: R13
-- title: 受理人员未进驻
-- class: unposted
-- grade: A
-- needs: cases.operator_code, postings.operator_code, postings.window_code, windows.hall_code, items.entry_mode, items.initiation
-- says: 办件{case_no}于{accepted_at}在窗口{window}由{operator}受理，{where_posted}。
-- innocent: 当日由 B 岗临时顶替而未登记；进驻名单更新迟于到岗。请核对当日 AB 岗登记和派驻文件。
-- remedy: 部门补交派驻文件；确未进驻的，收回其受理权限，由进驻人员受理。
SELECT 'case' AS subject_kind, case_no AS subject, item_code, 0.95 AS probability, case_no,
    strftime(accepted_at, '%Y-%m-%d %H:%M') AS accepted_at, coalesce(window_code, '（缺）') AS "window",
    operator_code AS operator,
    coalesce((SELECT CASE
            WHEN bool_or(kind = 'branch' AND matter.accepted_on BETWEEN from_date AND to_date) THEN '此人当日派驻在分厅，不在综合大厅'
            WHEN max(to_date) < matter.received_on THEN '此人的派驻已于' || strftime(max(to_date), '%Y-%m-%d') || '结束'
            ELSE '此人的派驻自' || strftime(min(from_date), '%Y-%m-%d') || '才开始' END
        FROM stationed WHERE stationed.operator_code = matter.operator_code
        HAVING count(*) > 0), '进驻人员名单中没有此人') AS where_posted
FROM matter
WHERE in_scope AND channel IN ('window', 'post') AND operator_code IS NOT NULL
    -- Stationed at any window of the main hall will do: colleagues stand in for one another.
    AND NOT EXISTS (FROM stationed WHERE stationed.operator_code = matter.operator_code
        AND kind IS DISTINCT FROM 'branch'
        AND (matter.received_on BETWEEN from_date AND to_date OR matter.accepted_on BETWEEN from_date AND to_date))
    AND NOT EXISTS (FROM counter WHERE counter.window_code = matter.window_code AND counter.kind = 'branch')
    -- A window or department for which no list of staff was handed in at all cannot be judged.
    AND (window_code IN (SELECT window_code FROM stationed)
        OR (window_code IS NULL AND department_code IN (SELECT department_code FROM stationed)))
