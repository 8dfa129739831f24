-- id: R30
-- title: 时间顺序颠倒
-- class: irregular
-- grade: A
-- needs: cases.received_at, cases.accepted_at, cases.decided_at
-- says: 办件{case_no}的时间前后颠倒：{faults}。
-- innocent: 两台服务器时钟不一致；材料补正后受理日倒算为收件日（行政许可法第三十二条）。
-- remedy: 核对流程日志，更正登记错误的环节时间。
-- parameter: minutes = 5 | 时钟误差容许的分钟数
WITH fault AS (
    SELECT case_no, item_code, concat_ws('；',
        CASE WHEN received_at - accepted_at > to_minutes($minutes) AND received_on > accepted_on
            THEN '收件 ' || strftime(received_at, '%Y-%m-%d %H:%M') || ' 晚于受理 ' || strftime(accepted_at, '%Y-%m-%d %H:%M') END,
        CASE WHEN accepted_at - decided_at > to_minutes($minutes)
            THEN '受理 ' || strftime(accepted_at, '%Y-%m-%d %H:%M') || ' 晚于决定 ' || strftime(decided_at, '%Y-%m-%d %H:%M') END,
        CASE WHEN decided_at - finished_at > to_minutes($minutes)
            THEN '决定 ' || strftime(decided_at, '%Y-%m-%d %H:%M') || ' 晚于办结 ' || strftime(finished_at, '%Y-%m-%d %H:%M') END
    ) AS faults
    FROM matter WHERE in_scope
)
SELECT 'case' AS subject_kind, case_no AS subject, item_code, 0.9 AS probability, case_no, faults
FROM fault WHERE faults <> ''
