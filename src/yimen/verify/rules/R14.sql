-- id: R14
-- title: 常在未打卡的日子受理
-- class: irregular
-- grade: B
-- article: 友政办发〔2023〕15号第三项任务（专人在大厅收件、受理）；GB/T 36112-2018《政务服务中心服务现场管理规范》（人员管理）
-- needs: attendance.date, attendance.operator_code, cases.operator_code, cases.received_at, cases.channel, postings.operator_code, windows.hall_code, hall_days.date
-- says: 账号{operator}有窗口受理的{days}天中，{bare}天（{share}）本人没有打卡，前后分{k}次；其他人员有受理的日子只有{others}没有打卡。事项“{item_name}”的{whole}件窗口办件中有{cases}件是这样受理的（{rows}）。
-- innocent: 此人的卡时好时坏或改用别的方式考勤；常外出培训而由替岗人员用其账号代办。
-- remedy: 逐日核对叫号、监控和请假登记，查明账号由谁使用；他人代用的，改为本人账号登录。
-- parameter: least_present = 0.5 | 同厅当日打卡人数占派驻人数低于此比例的日子，视为考勤未开
-- parameter: least_absences = 5 | 至少这么多次未打卡才判断；两次打卡之间无论几天算一次
-- parameter: least_share = 0.5 | 有受理的日子未打卡的至少占这么多；只是爱忘打卡的人到不了
-- parameter: least_cases = 5 | 事项至少有这么多件是这样受理的
-- parameter: least_item_share = 0.1 | 事项的窗口办件至少有这么多是这样受理的
-- parameter: budget = 0.05 | 对全部被检验的人员，误报一次的机会至多这么多
WITH clock AS (
    SELECT DISTINCT operator_code, date AS day FROM attendance WHERE operator_code IS NOT NULL AND date IS NOT NULL
), staffed AS (
    SELECT open_day.hall_code, open_day.day, count(DISTINCT stationed.operator_code) AS staff
    FROM open_day JOIN stationed ON stationed.hall_code = open_day.hall_code AND open_day.day BETWEEN from_date AND to_date
    GROUP BY open_day.hall_code, open_day.day
), manned AS (
    SELECT open_day.hall_code, open_day.day, count(DISTINCT clock.operator_code) AS present
    FROM clock JOIN stationed ON stationed.operator_code = clock.operator_code AND clock.day BETWEEN from_date AND to_date
    JOIN open_day ON open_day.hall_code = stationed.hall_code AND open_day.day = clock.day
    GROUP BY open_day.hall_code, open_day.day
), served AS (
    SELECT DISTINCT matter.c, matter.case_no, matter.item_code, matter.in_scope, matter.operator_code, matter.received_on AS day
    FROM matter JOIN stationed ON stationed.operator_code = matter.operator_code AND received_on BETWEEN from_date AND to_date
    JOIN staffed ON staffed.hall_code = stationed.hall_code AND staffed.day = received_on
    LEFT JOIN manned ON manned.hall_code = stationed.hall_code AND manned.day = received_on
    WHERE channel = 'window' AND accepted_on = received_on AND coalesce(present, 0) >= $least_present * staff
        -- Somebody who never clocks in at all has no card, and is no measure for the others.
        AND matter.operator_code IN (SELECT operator_code FROM clock)
), bare_day AS (
    SELECT DISTINCT served.operator_code, served.day
    FROM served LEFT JOIN clock ON clock.operator_code = served.operator_code AND clock.day = served.day
    WHERE clock.day IS NULL
), away AS (
    SELECT bare_day.operator_code, bare_day.day, coalesce(max(clock.day), DATE '0001-01-01') AS clocked_on
    FROM bare_day LEFT JOIN clock ON clock.operator_code = bare_day.operator_code AND clock.day < bare_day.day
    GROUP BY bare_day.operator_code, bare_day.day
), seen AS (
    -- Days without a clock-in between two clock-ins are one event: a card lost for a month was lost once.
    SELECT served.*, coalesce(away.clocked_on, served.day) AS clocked_on, CASE WHEN away.day IS NULL THEN 0 ELSE 1 END AS absent
    FROM served LEFT JOIN away ON away.operator_code = served.operator_code AND away.day = served.day
), event AS (
    SELECT operator_code, absent, clocked_on, count(DISTINCT day) AS days FROM seen GROUP BY operator_code, absent, clocked_on
), counted AS (
    SELECT operator_code, count(*) AS n, sum(absent) AS k, sum(days) AS days, sum(absent * days) AS bare
    FROM event GROUP BY operator_code
), compared AS (
    -- Cards are forgotten in every hall: how often, the others show.
    SELECT counted.*, count(*) OVER () AS tests, (sum(k) OVER () - k + 1) / (sum(n) OVER () - n + 10) AS usual,
        (sum(bare) OVER () - bare + 1) / (sum(days) OVER () - days + 10) AS others FROM counted
), tested AS (
    -- Chernoff's bound on a binomial tail: never below the exact chance, so never too quick to accuse.
    SELECT compared.*, CASE WHEN usual >= 1 OR k <= usual * n THEN 1 ELSE exp(-k * ln(k / (n * usual))
        - CASE WHEN k = n THEN 0 ELSE (n - k) * ln((n - k) / (n * (1 - usual))) END) END AS tail
    FROM compared
), named AS (
    SELECT seen.*, row_number() OVER (PARTITION BY operator_code, item_code ORDER BY day, case_no) AS place
    FROM seen WHERE absent = 1 AND in_scope
), handled AS (
    SELECT item_code, count(*) AS whole FROM matter WHERE channel = 'window' AND in_scope GROUP BY item_code
)
SELECT 'item' AS subject_kind, item.item_code AS subject, item.item_code, 0.5e0 AS probability, tested.operator_code AS operator,
    CAST(days AS INTEGER) AS days, CAST(bare AS INTEGER) AS bare, CAST(k AS INTEGER) AS k,
    CAST(CAST(round(100 * bare / days) AS INTEGER) AS STRING) || '%' AS share,
    CAST(CAST(ceil(100 * others) AS INTEGER) AS STRING) || '%' AS others, item.item_name, whole, count(*) AS cases,
    listed(array_agg(CAST(named.day AS STRING) || '办件' || case_no) FILTER (WHERE place <= 5))
        || CASE WHEN count(*) > 5 THEN '等' ELSE '' END AS rows
FROM tested JOIN named ON named.operator_code = tested.operator_code JOIN item ON item.item_code = named.item_code
    JOIN handled ON handled.item_code = named.item_code
WHERE tail * tests < $budget AND k >= $least_absences AND bare >= $least_share * days
GROUP BY item.item_code, item.item_name, tested.operator_code, days, bare, k, others, whole
HAVING count(*) >= $least_cases AND count(*) >= $least_item_share * whole
