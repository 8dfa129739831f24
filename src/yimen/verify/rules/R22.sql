-- id: R22
-- title: 办结之后才入库
-- class: back_filled
-- grade: A
-- article: 《行政许可法》第三十二条（受理与否当时出具注明日期的书面凭证）；友政办发〔2023〕15号第二项任务（严禁“明进暗不进”和“体外循环”）
-- needs: cases.recorded_at, cases.accepted_at, cases.decided_at, hall_days.date, items.entry_mode, items.initiation
-- says: 办件{case_no}自称{accepted_at}受理、{decided_at}作出决定，系统直到{recorded_at}才收到这条记录（晚{late}），即先办后补{excused}。
-- innocent: 停电断网期间手工受理后补录；部门业务系统延迟推送。请核对停机登记和推送日志。
-- remedy: 部门说明实际受理地点和原始收件凭证；今后收件即录入。
-- parameter: grace_hour = 12 | 下一开放日此时以前入库的不算补录
WITH late AS (
    SELECT * FROM matter WHERE in_scope AND decided_by IS NOT NULL AND recorded_at > decided_by
        AND CAST(recorded_at AS DATE) > accepted_on AND seconds_between(accepted_by, recorded_at) > 14400
), opening AS (
    -- The first opening of the hall after the day of acceptance, whether or not the hall was open on that day itself.
    SELECT accepted.day, min(main_day.day) AS next_open FROM (SELECT DISTINCT accepted_on AS day FROM late) AS accepted
    JOIN main_day ON main_day.day > accepted.day GROUP BY accepted.day
), judged AS (
    SELECT late.*, next_open FROM late LEFT JOIN opening ON opening.day = late.accepted_on
)
SELECT 'case' AS subject_kind, judged.case_no AS subject, item_code,
    -- An outage that was told only afterwards, or that the windows belie, weighs something and not everything.
    CASE WHEN excuse.case_no IS NOT NULL THEN 0.7e0 WHEN CAST(recorded_at AS DATE) > next_open THEN 0.95e0
        ELSE 0.9e0 END AS probability, judged.case_no AS case_no,
    moment_text(accepted_at, accepted_by) AS accepted_at,
    moment_text(decided_at, decided_by) AS decided_at,
    minute_text(recorded_at) AS recorded_at,
    CASE WHEN accepted_at IS NULL OR seconds_between(accepted_at, recorded_at) >= 86400
        THEN CAST(days_between(accepted_on, CAST(recorded_at AS DATE)) AS STRING) || '天'
        ELSE CAST(hours_apart(accepted_at, recorded_at) AS STRING) || '小时' END AS late,
    coalesce(excuse.words, '') AS excused
FROM judged LEFT JOIN excuse ON excuse.case_no = judged.case_no
WHERE recorded_at > hour_of_day(coalesce(next_open, accepted_on + 3), $grace_hour)
    AND NOT EXISTS (SELECT 1 FROM outage WHERE outage.day = judged.received_on AND CAST(judged.recorded_at AS DATE) <= until)
    AND NOT coalesce(excuse.holds, false)
