-- id: R30
-- title: 时间顺序颠倒
-- class: irregular
-- grade: A
-- article: 《行政许可法》第三十二条（受理与否当时出具注明日期的书面凭证）；《行政许可法》第四十二条（自受理之日起二十日内决定）；《行政许可法》第四十四条（决定之日起十日内发证、送达）
-- needs: cases.received_at, cases.accepted_at, cases.decided_at
-- says: 办件{case_no}的时间前后颠倒：{faults}。
-- innocent: 两台服务器时钟不一致；材料补正后受理日倒算为收件日（行政许可法第三十二条）。
-- remedy: 核对流程日志，更正登记错误的环节时间。
-- parameter: minutes = 5 | 时钟误差容许的分钟数
WITH fault AS (
    SELECT case_no, item_code, concat_ws('；',
        CASE WHEN seconds_between(accepted_at, received_at) > 60 * $minutes AND received_on > accepted_on
            THEN '收件 ' || minute_text(received_at) || ' 晚于受理 ' || minute_text(accepted_at) END,
        CASE WHEN seconds_between(decided_at, accepted_at) > 60 * $minutes
            THEN '受理 ' || minute_text(accepted_at) || ' 晚于决定 ' || minute_text(decided_at) END,
        CASE WHEN seconds_between(finished_at, decided_at) > 60 * $minutes
            THEN '决定 ' || minute_text(decided_at) || ' 晚于办结 ' || minute_text(finished_at) END
    ) AS faults
    FROM matter WHERE in_scope
)
SELECT 'case' AS subject_kind, case_no AS subject, item_code, 0.9e0 AS probability, case_no, faults
FROM fault WHERE faults <> ''
