-- id: R25
-- title: 月末集中入库
-- class: irregular
-- grade: C
-- article: 《行政许可法》第三十二条（受理与否当时出具注明日期的书面凭证）；友政办发〔2023〕15号第二项任务（严禁“明进暗不进”和“体外循环”）
-- needs: cases.recorded_at, cases.received_at
-- says: 事项“{item_name}”的{n}件办件中有{late}件（{share}）在月末最后两天入库，远高于通常的一成左右。
-- innocent: 法定申报期限在月末（社保、税务）。
-- remedy: 抽查月末入库办件的收件凭证。
-- parameter: least_cases = 10 | 至少这么多件才判断
-- parameter: least_share = 0.5 | 月末入库占比至少这么多
SELECT 'item' AS subject_kind, item_code AS subject, item_code, 0.3e0 AS probability, item.item_name, count(*) AS n,
    count(*) FILTER (WHERE days_between(CAST(recorded_at AS DATE), last_day(CAST(recorded_at AS DATE))) <= 1) AS late,
    CAST(half_even(100 * late / n) AS STRING) || '%' AS share
FROM matter JOIN item USING (item_code)
WHERE matter.in_scope AND recorded_at IS NOT NULL
GROUP BY item_code, item.item_name HAVING n >= $least_cases AND late >= $least_share * n
