-- id: R49
-- title: AB 岗同日都不在
-- class: irregular
-- grade: C
-- article: 友政办发〔2023〕15号第三项任务（专人在大厅收件、受理）；GB/T 36112-2018《政务服务中心服务现场管理规范》（人员管理）
-- needs: attendance.date, attendance.operator_code, postings.operator_code, postings.window_code, windows.hall_code, hall_days.date, register.applied_on
-- says: 派驻综合大厅的{staff}名{department}人员在{days}个开放日无一人打卡（如{example}），同日大厅其他人员照常到岗、该部门窗口也无受理；部门台账却记有事项“{item_name}”这些日子的申请{records}件，都找不到办件。
-- innocent: 当日替岗人员未列入派驻名单；全体参加培训而由综合窗口代收。
-- remedy: 核对当日 AB 岗替岗登记；没有替岗的，责令补齐人员。
-- parameter: least_days = 2 | 至少这么多个开放日
-- parameter: least_share = 0.5 | 大厅当日打卡人数占派驻人数低于此比例的日子，视为考勤未开
WITH post AS (
    -- Who never clocks in at all has no card.
    SELECT DISTINCT hall_code, department_code, stationed.operator_code, from_date, to_date
    FROM stationed JOIN (SELECT DISTINCT operator_code FROM attendance) AS carded ON carded.operator_code = stationed.operator_code
), main_hall AS (
    SELECT hall_code, day FROM open_day WHERE kind IS DISTINCT FROM 'branch' AND is_full_day
), present AS (
    SELECT main_hall.day, department_code, post.operator_code
    FROM attendance JOIN post ON post.operator_code = attendance.operator_code AND attendance.date BETWEEN from_date AND to_date
    JOIN main_hall ON main_hall.hall_code = post.hall_code AND main_hall.day = attendance.date
), deserted AS (
    -- A single clerk who falls ill leaves no window without its second: there must be two at the least.
    SELECT main_hall.day, post.department_code, count(DISTINCT post.operator_code) AS staff
    FROM main_hall JOIN post ON post.hall_code = main_hall.hall_code AND main_hall.day BETWEEN from_date AND to_date
    LEFT JOIN (SELECT DISTINCT day, department_code FROM present) AS manned
        ON manned.day = main_hall.day AND manned.department_code = post.department_code
    WHERE manned.day IS NULL
    GROUP BY main_hall.day, post.department_code HAVING count(DISTINCT post.operator_code) >= 2
), roll AS (
    SELECT main_hall.day, count(DISTINCT post.operator_code) AS staff
    FROM main_hall JOIN post ON post.hall_code = main_hall.hall_code AND main_hall.day BETWEEN from_date AND to_date
    WHERE main_hall.day IN (SELECT day FROM deserted)
    GROUP BY main_hall.day
), empty AS (
    SELECT deserted.day, deserted.department_code, deserted.staff
    FROM deserted JOIN roll ON roll.day = deserted.day
    LEFT JOIN (
        SELECT day, count(DISTINCT operator_code) AS clocked FROM present WHERE day IN (SELECT day FROM deserted) GROUP BY day
    ) AS there ON there.day = deserted.day
    WHERE coalesce(clocked, 0) >= $least_share * roll.staff
), served AS (
    SELECT DISTINCT stationed.department_code, received_on AS day
    FROM matter JOIN stationed ON stationed.window_code = matter.window_code
), silent AS (
    SELECT empty.*, count(*) OVER (PARTITION BY empty.department_code) AS days
    FROM empty LEFT JOIN served ON served.department_code = empty.department_code AND served.day = empty.day
    WHERE served.day IS NULL
)
SELECT 'item' AS subject_kind, item.item_code AS subject, item.item_code, 0.3e0 AS probability, max(silent.staff) AS staff,
    silent.department_code AS department, max(silent.days) AS days, min(silent.day) AS example, item.item_name, count(*) AS records
FROM silent JOIN item ON item.department_code = silent.department_code AND item.in_scope AND entry_mode = 'hall'
JOIN entry ON entry.item_code = item.item_code AND entry.applied_on = silent.day
WHERE silent.days >= $least_days AND silent.day BETWEEN scope_from AND scope_to AND NOT EXISTS (SELECT 1 FROM link WHERE link.r = entry.r)
    AND coalesce(origin, 'issued') NOT IN ('migrated', 'ex_officio')
GROUP BY item.item_code, item.item_name, silent.department_code
