-- id: R14
-- title: 缺勤当日受理
-- class: irregular
-- grade: A
-- needs: attendance.date, attendance.operator_code, cases.operator_code, cases.received_at, postings.operator_code, windows.hall_code, hall_days.date
-- says: 办件{case_no}登记由{operator}于{day}在窗口{window}收件，而考勤显示此人当日未到岗；同厅当日有{present}人打卡。
-- innocent: 忘记打卡；外出培训时由他人用其账号代办。请核对当日叫号和监控。
-- remedy: 核对账号使用记录；他人代用账号的，改为本人账号登录。
-- parameter: least_share = 0.5 | 同厅当日打卡人数占派驻人数低于此比例的日子，视为考勤未开
WITH roll AS (
    SELECT hall_code, date AS day, count(DISTINCT attendance.operator_code) AS present
    FROM attendance JOIN stationed USING (operator_code)
    WHERE date BETWEEN from_date AND to_date GROUP BY ALL
), staff AS (
    SELECT hall_code, open_day.day, count(DISTINCT operator_code) AS stationed_count
    FROM open_day JOIN stationed USING (hall_code) WHERE open_day.day BETWEEN from_date AND to_date GROUP BY ALL
)
SELECT 'case' AS subject_kind, case_no AS subject, item_code, 0.7 AS probability, case_no,
    matter.operator_code AS operator, received_on AS day, coalesce(matter.window_code, '（缺）') AS "window",
    max(roll.present) AS present
FROM matter JOIN stationed ON stationed.operator_code = matter.operator_code
    AND received_on BETWEEN stationed.from_date AND stationed.to_date
JOIN roll ON roll.hall_code = stationed.hall_code AND roll.day = received_on
JOIN staff ON staff.hall_code = stationed.hall_code AND staff.day = received_on
WHERE matter.in_scope AND channel = 'window' AND accepted_on = received_on
    AND roll.present >= $least_share * staff.stationed_count
    AND NOT EXISTS (FROM attendance WHERE attendance.operator_code = matter.operator_code AND date = received_on)
    -- Somebody who never clocks in at all has no card: that is the roll's fault, not the day's.
    AND matter.operator_code IN (SELECT operator_code FROM attendance)
GROUP BY ALL
