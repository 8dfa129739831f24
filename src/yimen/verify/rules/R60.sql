-- id: R60
-- title: 惯于办完再补
-- class: back_filled
-- grade: B
-- article: 《行政许可法》第三十二条（受理与否当时出具注明日期的书面凭证）；友政办发〔2023〕15号第二项任务（严禁“明进暗不进”和“体外循环”）
-- needs: cases.recorded_at, cases.accepted_at, cases.decided_at, hall_days.date, items.entry_mode, items.initiation
-- says: 办件{case_no}在{decided_at}已作出决定，{recorded_at}才入库（晚{hours}小时）；本事项{n}件已决定的办件中有{late}件如此，而其他事项每百件只有{usual}件，不像偶然耽搁，疑为办完再补。
-- innocent: 部门业务系统隔夜推送（T+1），或窗口当日无网、次日补录而未登记。请核对推送日志和停机登记。
-- remedy: 部门说明实际受理地点和原始收件凭证；系统推送的改为实时；今后收件即录入。
-- parameter: least_hours = 1 | 作出决定后多少小时才入库算迟
-- parameter: grace_hour = 12 | 下一开放日此时以后入库的由 R22 判断
-- parameter: sure_at = 0.97 | 有多大把握是习惯才判断
WITH decided AS (
    SELECT matter.*, outage.day IS NOT NULL OR coalesce(excuse.holds, false) AS is_excused FROM matter
    LEFT JOIN outage ON outage.day = matter.received_on AND CAST(matter.recorded_at AS DATE) <= outage.until
    LEFT JOIN excuse ON excuse.case_no = matter.case_no
    WHERE in_scope AND decided_at IS NOT NULL AND recorded_at IS NOT NULL AND accepted_on IS NOT NULL
), opening AS (
    SELECT accepted.day, min(main_day.day) AS next_open FROM (SELECT DISTINCT accepted_on AS day FROM decided) AS accepted
    JOIN main_day ON main_day.day > accepted.day GROUP BY accepted.day
), judged AS (
    SELECT decided.*, NOT is_excused AND seconds_between(decided_at, recorded_at) >= 3600 * $least_hours
        AND recorded_at <= hour_of_day(coalesce(next_open, accepted_on + 3), $grace_hour) AS is_late
    FROM decided LEFT JOIN opening ON opening.day = decided.accepted_on
), share AS (
    SELECT item_code, count(*) AS n, count(*) FILTER (WHERE is_late) AS late FROM judged GROUP BY item_code
), usual AS (
    SELECT greatest(0.002e0, (sum(late) + 1) / (sum(n) + 200)) AS rate FROM share WHERE 10 * late <= n
), habitual AS (
    SELECT item_code, n, late, rate, habit(late, n, rate) AS sure FROM share, usual WHERE late > 0
)
SELECT 'case' AS subject_kind, case_no AS subject, judged.item_code AS item_code,
    round(10000 * sure * (late / n) / (late / n + rate)) / 10000 AS probability, case_no, minute_text(decided_at) AS decided_at,
    minute_text(recorded_at) AS recorded_at, hours_apart(decided_at, recorded_at) AS hours, n, late,
    tenths(1000 * rate) AS usual
FROM judged JOIN habitual ON habitual.item_code = judged.item_code
WHERE is_late AND sure >= $sure_at
