-- id: R32
-- title: 时间过于整齐
-- class: irregular
-- grade: B
-- article: 《行政许可法》第三十二条（受理与否当时出具注明日期的书面凭证）；友政办发〔2023〕15号第二项任务（严禁“明进暗不进”和“体外循环”）
-- needs: cases.received_at, cases.accepted_at, cases.decided_at, cases.channel
-- says: 事项“{item_name}”的{n}件办件中有{k}件{pattern}，占{share}，其他事项只有{usual}，不像实际发生的时间。
-- innocent: 预约时段都在整点、半点；定期集中审批；到期由系统自动办结。
-- remedy: 抽查其中五件的收件凭证和叫号记录，核对时间是否由人填写。
-- parameter: least_cases = 10 | 至少这么多件才判断
-- parameter: least_share = 0.5 | 整齐的占比至少这么多
-- parameter: budget = 0.05 | 对全部被检验的事项，误报一次的机会至多这么多
WITH counted AS (
    -- Minutes :00 and :30; a time of exactly midnight is a date without a time and says nothing.
    SELECT 1 AS kind, item_code, count(*) AS n,
        sum(CASE WHEN EXTRACT(MINUTE FROM received_at) IN (0, 30) THEN 1 ELSE 0 END) AS k, 1e0 / 30 AS floor, 1 AS choices
    FROM matter WHERE in_scope AND channel IN ('window', 'post') AND received_at > CAST(received_on AS TIMESTAMP)
    GROUP BY item_code
    UNION ALL
    -- The same time from acceptance to decision, to the minute: the commonest one of each item.
    SELECT 2, item_code, sum(times), max(times), 1e0 / 60, count(*)
    FROM (
        SELECT matter.item_code, minutes_apart(accepted_at, decided_at) AS minutes, count(*) AS times
        FROM matter JOIN item ON item.item_code = matter.item_code
        WHERE matter.in_scope AND handling = 'committed' AND promised_days >= 2 AND decided_at > CAST(decided_on AS TIMESTAMP)
            AND accepted_at > CAST(accepted_on AS TIMESTAMP) AND minutes_apart(accepted_at, decided_at) >= 30
        GROUP BY 1, 2
    ) AS span GROUP BY item_code
), compared AS (
    -- Where the whole county's times are round, its system rounds them: the others set the measure.
    SELECT counted.*, count(*) OVER () AS tests,
        greatest(floor, (sum(k) OVER (PARTITION BY kind) - k + 1) / (sum(n) OVER (PARTITION BY kind) - n + 10)) AS usual
    FROM counted WHERE n >= $least_cases
), tested AS (
    SELECT compared.*, CASE WHEN usual >= 1 OR k <= usual * n THEN 1 ELSE choices * exp(-k * ln(k / (n * usual))
        - CASE WHEN k = n THEN 0 ELSE (n - k) * ln((n - k) / (n * (1 - usual))) END) END AS tail
    FROM compared
)
SELECT 'item' AS subject_kind, tested.item_code AS subject, tested.item_code, 0.4e0 AS probability, item_name,
    CAST(n AS INTEGER) AS n, CAST(k AS INTEGER) AS k,
    CASE kind WHEN 1 THEN '收件时间恰在整点或半点' ELSE '从受理到决定所用的分钟数完全相同' END AS pattern,
    CAST(CAST(round(100 * k / n) AS INTEGER) AS STRING) || '%' AS share,
    CAST(CAST(ceil(100 * usual) AS INTEGER) AS STRING) || '%' AS usual
FROM tested JOIN item ON item.item_code = tested.item_code
WHERE tail * tests < $budget AND k >= $least_share * n
