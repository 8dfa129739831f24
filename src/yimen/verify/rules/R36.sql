-- id: R36
-- title: 窗口办件无叫号
-- class: irregular
-- grade: B
-- article: 友政办发〔2023〕15号第二项任务（严禁“明进暗不进”和“体外循环”）
-- needs: tickets.window_code, tickets.called_at, cases.window_code, cases.received_at, cases.channel
-- says: 事项“{item_name}”有{n}件窗口办件登记在当日正常叫号的窗口，其中{bare}件（{share}）收件前后该窗口没有叫过号；同样这些窗口上其他事项只有{usual}如此。
-- innocent: 帮办代办、绿色通道不取号；叫号机临时停用；收件时间是事后填写的。
-- remedy: 抽查无叫号的办件：调当日监控和收件凭证，回访申请人是否到过大厅。
-- parameter: before_minutes = 30 | 收件前多少分钟内叫过号即算有号
-- parameter: after_minutes = 5 | 收件后多少分钟内叫过号也算有号
-- parameter: least_cases = 10 | 至少这么多件才判断
-- parameter: least_others = 20 | 同窗口其他事项至少这么多件才有可比
-- parameter: least_share = 0.5 | 无叫号占比至少这么多
-- parameter: budget = 0.05 | 对全部被检验的事项，误报一次的机会至多这么多
WITH called AS (
    SELECT window_code, CAST(called_at AS DATE) AS day, called_at FROM tickets
    WHERE window_code IS NOT NULL AND called_at IS NOT NULL
), lively AS (
    -- Only days on which the window called at least three: a machine that was off leaves nobody without a ticket.
    SELECT window_code, day FROM called GROUP BY window_code, day HAVING count(*) >= 3
), answered AS (
    SELECT DISTINCT matter.c FROM matter JOIN called ON called.window_code = matter.window_code
        AND called.day = matter.received_on
    WHERE seconds_between(received_at, called_at) BETWEEN -60 * $before_minutes AND 60 * $after_minutes
), served AS (
    SELECT matter.item_code, matter.window_code, matter.in_scope, CASE WHEN answered.c IS NULL THEN 1 ELSE 0 END AS bare
    FROM matter JOIN lively ON lively.window_code = matter.window_code AND lively.day = matter.received_on
    LEFT JOIN answered ON answered.c = matter.c
    WHERE channel = 'window' AND received_at IS NOT NULL
), cell AS (
    SELECT item_code, window_code, in_scope, count(*) AS n, sum(bare) AS bare FROM served GROUP BY item_code, window_code, in_scope
), measured AS (
    SELECT cell.*, sum(n) OVER (PARTITION BY window_code) - n AS other_n,
        sum(bare) OVER (PARTITION BY window_code) - bare AS other_bare, sum(bare) OVER () / sum(n) OVER () AS hall
    FROM cell
), gathered AS (
    -- The measure of each window is how its other items fare there, or the whole hall's where that is worse.
    SELECT item_code, sum(n) AS n, sum(bare) AS bare,
        sum(n * greatest(hall, (other_bare + 1) / (other_n + 1))) / sum(n) AS usual
    FROM measured WHERE in_scope AND other_n >= $least_others GROUP BY item_code HAVING sum(n) >= $least_cases
), tested AS (
    SELECT gathered.*, count(*) OVER () AS tests,
        CASE WHEN usual >= 1 OR bare <= usual * n THEN 1 ELSE exp(-bare * ln(bare / (n * usual))
            - CASE WHEN bare = n THEN 0 ELSE (n - bare) * ln((n - bare) / (n * (1 - usual))) END) END AS tail
    FROM gathered
)
SELECT 'item' AS subject_kind, tested.item_code AS subject, tested.item_code, 0.5e0 AS probability, item_name,
    CAST(n AS INTEGER) AS n, CAST(bare AS INTEGER) AS bare,
    CAST(CAST(round(100 * bare / n) AS INTEGER) AS STRING) || '%' AS share,
    CAST(CAST(ceil(100 * usual) AS INTEGER) AS STRING) || '%' AS usual
FROM tested JOIN item ON item.item_code = tested.item_code
WHERE tail * tests < $budget AND bare >= $least_share * n
