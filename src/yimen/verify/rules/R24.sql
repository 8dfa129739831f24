-- id: R24
-- title: 窗口受理多在闭厅时
-- class: irregular
-- grade: C
-- article: 《行政许可法》第三十二条（受理与否当时出具注明日期的书面凭证）；友政办发〔2023〕15号第二项任务（严禁“明进暗不进”和“体外循环”）
-- needs: cases.accepted_at, cases.channel, hall_days.date, hall_days.opens_at, hall_days.closes_at
-- says: 事项“{item_name}”的{n}件窗口办件中有{closed}件（{share}）的受理时间落在大厅关门之后或不开放的日子。
-- innocent: 延时服务、周末值守未登记为开放时间；次日补走受理环节。
-- remedy: 核对延时服务登记；据此安排明察暗访的时间。
-- parameter: least_cases = 10 | 至少这么多件窗口办件才判断
-- parameter: least_share = 0.5 | 闭厅受理占比至少这么多
WITH hours AS (
    SELECT day, min(opens_at) AS opens_at, max(closes_at) AS closes_at FROM open_day
    WHERE kind IS DISTINCT FROM 'branch' GROUP BY day
)
SELECT 'item' AS subject_kind, item_code AS subject, item_code, 0.3e0 AS probability, item.item_name, count(*) AS n,
    count(*) FILTER (WHERE hours.day IS NULL OR clock_of(accepted_at) NOT BETWEEN opens_at AND closes_at) AS closed,
    CAST(half_even(100 * closed / n) AS STRING) || '%' AS share
FROM matter JOIN item USING (item_code) LEFT JOIN hours ON hours.day = accepted_on
WHERE matter.in_scope AND channel = 'window' AND accepted_at IS NOT NULL
GROUP BY item_code, item.item_name HAVING n >= $least_cases AND closed >= $least_share * n
