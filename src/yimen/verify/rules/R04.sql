-- id: R04
-- title: 大厅受理占比骤降
-- class: irregular
-- grade: B
-- article: 《优化营商环境条例》第三十六条（已设政务服务大厅的，事项一般在大厅办理）；友政办发〔2023〕15号第二项任务（严禁“明进暗不进”和“体外循环”）
-- needs: register.issued_on, cases.received_at, cases.channel, items.entry_mode, items.initiation
-- says: 事项“{item_name}”以{month}为界：此前台账{before}件中{hall_before}能对应到大厅窗口办件，此后{after}件中只有{hall_after}；同期网办占比由{online_before}变为{online_after}，网办没有补上这个缺口。
-- innocent: 推广网办（此时网办占比应同幅上升）；事项下放乡镇或集中到上级；此后的台账改由别的系统登记。
-- remedy: 请部门说明{month}前后受理地点有何变化；有政策调整的出示文件，没有的约谈。
-- parameter: least_records = 10 | 前后各至少有这么多件台账才判断
-- parameter: least_fall = 0.5 | 占比至少下降这么多（相对值）
-- parameter: budget = 0.05 | 对全部被检验的事项和分界月，误报一次的机会至多这么多
WITH judged AS (
    SELECT entry.item_code, 12 * EXTRACT(YEAR FROM coalesce(applied_on, issued_on))
            + EXTRACT(MONTH FROM coalesce(applied_on, issued_on)) - 1 AS m,
        CASE WHEN matter.channel IN ('window', 'post') THEN 1 ELSE 0 END AS hall,
        CASE WHEN matter.channel = 'online' THEN 1 ELSE 0 END AS online
    FROM entry JOIN item ON item.item_code = entry.item_code
    LEFT JOIN link ON link.r = entry.r LEFT JOIN matter ON matter.c = link.c
    WHERE item.in_scope AND coalesce(origin, 'issued') NOT IN ('migrated', 'ex_officio') AND issued_on <= scope_to
        AND coalesce(applied_on, issued_on - 90) >= scope_from
), monthly AS (
    SELECT item_code, m, count(*) AS n, sum(hall) AS hall, sum(online) AS online FROM judged GROUP BY item_code, m
), divided AS (
    SELECT item_code, m, sum(n) OVER earlier AS n1, sum(hall) OVER earlier AS hall1, sum(online) OVER earlier AS online1,
        sum(n) OVER later AS n2, sum(hall) OVER later AS hall2, sum(online) OVER later AS online2
    FROM monthly
    WINDOW earlier AS (PARTITION BY item_code ORDER BY m ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING),
        later AS (PARTITION BY item_code ORDER BY m ROWS BETWEEN CURRENT ROW AND UNBOUNDED FOLLOWING)
), tested AS (
    -- Had nothing changed, the later records would be a draw from all of them: Chernoff's bound on that draw (Hoeffding
    -- 1963, without replacement), for every boundary of every item at once.
    SELECT divided.*, count(*) OVER () AS tests,
        CASE WHEN hall2 * (n1 + n2) >= n2 * (hall1 + hall2) THEN 1 ELSE exp(
            - CASE WHEN hall2 = 0 THEN 0 ELSE hall2 * ln(hall2 / (n2 * (hall1 + hall2) / (n1 + n2))) END
            - (n2 - hall2) * ln((n2 - hall2) / (n2 * (1 - (hall1 + hall2) / (n1 + n2))))) END AS tail
    FROM divided WHERE n1 >= $least_records AND n2 >= $least_records
), best AS (
    SELECT tested.*, row_number() OVER (PARTITION BY item_code ORDER BY tail, m) AS turn FROM tested
    WHERE tail * tests < $budget AND hall2 / n2 <= (1 - $least_fall) * hall1 / n1
        -- Where those who no longer come apply online instead, nothing is wrong.
        AND online2 / n2 - online1 / n1 <= 0.5e0 * (hall1 / n1 - hall2 / n2)
)
SELECT 'item' AS subject_kind, best.item_code AS subject, best.item_code, 0.6e0 AS probability, item_name,
    CAST(CAST(floor(m / 12) AS INTEGER) AS STRING) || '年' || CAST(m % 12 + 1 AS STRING) || '月' AS month,
    CAST(n1 AS INTEGER) AS before, CAST(n2 AS INTEGER) AS after,
    CAST(CAST(round(100 * hall1 / n1) AS INTEGER) AS STRING) || '%' AS hall_before,
    CAST(CAST(round(100 * hall2 / n2) AS INTEGER) AS STRING) || '%' AS hall_after,
    CAST(CAST(round(100 * online1 / n1) AS INTEGER) AS STRING) || '%' AS online_before,
    CAST(CAST(round(100 * online2 / n2) AS INTEGER) AS STRING) || '%' AS online_after
FROM best JOIN item ON item.item_code = best.item_code WHERE turn = 1
