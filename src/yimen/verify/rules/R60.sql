-- id: R60
-- title: 惯于办完再补
-- class: back_filled
-- grade: B
-- needs: cases.recorded_at, cases.accepted_at, cases.decided_at, hall_days.date, items.entry_mode, items.initiation
-- says: 办件{case_no}在{decided_at}已作出决定，{recorded_at}才入库（晚{hours}小时）；本事项{n}件已决定的办件中有{late}件如此，而其他事项每百件只有{usual}件，不像偶然耽搁，疑为办完再补。
-- innocent: 部门业务系统隔夜推送（T+1），或窗口当日无网、次日补录而未登记。请核对推送日志和停机登记。
-- remedy: 部门说明实际受理地点和原始收件凭证；系统推送的改为实时；今后收件即录入。
-- parameter: least_hours = 1 | 作出决定后多少小时才入库算迟
-- parameter: grace_hour = 12 | 下一开放日此时以后入库的由 R22 判断
-- parameter: sure_at = 0.97 | 有多大把握是习惯才判断
WITH judged AS (
    SELECT matter.*, outage.day IS NULL AND recorded_at >= decided_at + to_hours(CAST($least_hours AS INTEGER))
        AND recorded_at <= coalesce((SELECT min(day) FROM main_day WHERE day > matter.accepted_on), accepted_on + 3)
            + to_hours(CAST($grace_hour AS INTEGER)) AS is_late
    FROM matter LEFT JOIN outage ON outage.day = matter.received_on AND CAST(recorded_at AS DATE) <= until
    WHERE in_scope AND decided_at IS NOT NULL AND recorded_at IS NOT NULL AND accepted_on IS NOT NULL
), share AS (
    SELECT item_code, count(*) AS n, count(*) FILTER (WHERE is_late) AS late FROM judged GROUP BY item_code
), usual AS (
    SELECT greatest(0.002, (sum(late) + 1) / (sum(n) + 200)) AS rate FROM share WHERE late <= 0.1 * n
)
SELECT 'case' AS subject_kind, case_no AS subject, judged.item_code AS item_code,
    round(habit(share.late, share.n, rate) * (late / n) / (late / n + rate), 4) AS probability, case_no,
    strftime(decided_at, '%Y-%m-%d %H:%M') AS decided_at, strftime(recorded_at, '%Y-%m-%d %H:%M') AS recorded_at,
    date_diff('hour', judged.decided_at, judged.recorded_at) AS hours, n, late, round(100 * rate, 1) AS usual
FROM judged JOIN share ON share.item_code = judged.item_code, usual
WHERE is_late AND habit(share.late, share.n, rate) >= $sure_at
