-- id: R18
-- title: 部门窗口连日无受理
-- class: irregular
-- grade: B
-- article: 友政办发〔2023〕15号第三项任务（专人在大厅收件、受理）
-- needs: cases.window_code, cases.received_at, postings.window_code, postings.department_code, windows.hall_code, hall_days.date, register.applied_on
-- says: 大厅开放而该部门在综合大厅的{windows}个窗口自{from_day}至{to_day}连续{gap}个开放日没有受理任何办件（平时日均{daily}件）；同一时段部门台账却记有事项“{item_name}”的申请{records}件，都找不到办件。
-- innocent: 窗口轮休或装修、业务改由其他窗口代收；该时段的办件尚未汇入。
-- remedy: 核对该时段窗口排班和登录记录；申请人转到单位办理的，说明原因并恢复窗口受理。
-- parameter: least_gap = 3 | 至少连续这么多个开放日
-- parameter: slack = 0.5 | 淡季业务量按全年日均的几成计
-- parameter: budget = 0.05 | 对全部被检验的部门，误报一次的机会至多这么多
WITH opened AS (
    SELECT day, row_number() OVER (ORDER BY day) AS n FROM (
        SELECT DISTINCT day FROM open_day, period WHERE kind IS DISTINCT FROM 'branch' AND is_full_day AND day BETWEEN starts AND ends) AS days
), manned AS (
    -- Windows where one department alone is stationed: at a shared one nobody's silence can be told from another's.
    SELECT window_code, min(department_code) AS department_code FROM stationed WHERE kind = 'main'
    GROUP BY window_code HAVING count(DISTINCT department_code) = 1
), served AS (
    SELECT manned.department_code, opened.n, count(*) AS cases
    FROM matter JOIN manned ON manned.window_code = matter.window_code JOIN opened ON opened.day = matter.received_on
    GROUP BY manned.department_code, opened.n
), usual AS (
    SELECT busy.department_code, cases / opening.days AS daily, opening.days AS days, count(*) OVER () AS tests, windows
    FROM (SELECT department_code, sum(cases) AS cases FROM served GROUP BY department_code) AS busy
    JOIN (SELECT department_code, count(DISTINCT window_code) AS windows FROM manned GROUP BY department_code) AS own
        ON own.department_code = busy.department_code, (SELECT count(*) AS days FROM opened) AS opening
), ends AS (
    SELECT department_code, n FROM served
    UNION ALL SELECT department_code, days + 1 FROM usual
), gap AS (
    SELECT department_code, n, lag(n, 1, 0) OVER (PARTITION BY department_code ORDER BY n) AS before FROM ends
), silent AS (
    SELECT gap.department_code, gap.n - before - 1 AS days, first.day AS from_day, last.day AS to_day, usual.daily, usual.windows,
        usual.days * exp(-$slack * daily * (gap.n - before - 1)) * tests AS chance
    FROM gap JOIN usual ON usual.department_code = gap.department_code
    JOIN opened AS first ON first.n = before + 1 JOIN opened AS last ON last.n = gap.n - 1
    WHERE gap.n - before - 1 >= $least_gap
)
SELECT 'item' AS subject_kind, item.item_code AS subject, item.item_code, 0.5e0 AS probability, silent.windows AS windows,
    from_day, to_day, silent.days AS gap, round(10 * daily) / 10 AS daily, item.item_name, count(*) AS records
FROM silent JOIN item ON item.department_code = silent.department_code AND item.in_scope AND entry_mode = 'hall'
JOIN entry ON entry.item_code = item.item_code AND entry.applied_on BETWEEN from_day AND to_day
WHERE chance < $budget AND from_day >= scope_from AND NOT EXISTS (SELECT 1 FROM link WHERE link.r = entry.r)
    AND coalesce(origin, 'issued') NOT IN ('migrated', 'ex_officio')
GROUP BY item.item_code, item.item_name, silent.windows, from_day, to_day, silent.days, daily
