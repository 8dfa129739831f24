-- id: R23
-- title: 成批补登
-- class: irregular
-- grade: B
-- article: 《行政许可法》第三十二条（受理与否当时出具注明日期的书面凭证）；友政办发〔2023〕15号第二项任务（严禁“明进暗不进”和“体外循环”）
-- needs: cases.recorded_at, cases.operator_code, cases.received_at
-- says: 账号{operator}在{first_at}至{last_at}之间连续入库{n}件办件，相邻两件最多相隔{seconds}秒，其中“{item_name}”{own}件，首件{case_no}。
-- innocent: 代办机构一次递交多件；系统批量推送。
-- remedy: 抽查其中五件的收件凭证和叫号记录。
-- parameter: seconds = 60 | 相邻两件入库间隔不超过此秒数
-- parameter: least_cases = 5 | 至少连续这么多件
WITH turn AS (
    SELECT operator_code, recorded_at, case_no, item_code, received_on, lag(recorded_at) OVER turn AS recorded_before
    FROM matter WHERE operator_code IS NOT NULL AND recorded_at IS NOT NULL AND channel = 'window' AND in_scope
    WINDOW turn AS (PARTITION BY operator_code ORDER BY recorded_at, case_no)
), step AS (
    SELECT *, CASE WHEN seconds_between(recorded_before, recorded_at) <= $seconds THEN 0 ELSE 1 END AS starts FROM turn
), run AS (
    SELECT *, sum(starts) OVER (PARTITION BY operator_code ORDER BY recorded_at, case_no) AS batch FROM step
), batch AS (
    SELECT operator_code, batch, min(recorded_at) AS first_at, max(recorded_at) AS last_at, count(*) AS n
    FROM run GROUP BY operator_code, batch
    -- The morning after an outage everybody writes in a row; that is one day's work of many windows, and no finding.
    HAVING count(*) >= $least_cases AND count(DISTINCT received_on) > 1
)
SELECT 'item' AS subject_kind, item_code AS subject, item_code, 0.5e0 AS probability, operator_code AS operator,
    second_text(first_at) AS first_at, second_text(last_at) AS last_at, n,
    $seconds AS seconds, min(case_no) AS case_no, count(*) AS own, max(item.item_name) AS item_name
FROM batch JOIN run USING (operator_code, batch) JOIN item USING (item_code)
GROUP BY operator_code, batch, first_at, last_at, n, item_code
