-- id: R58
-- title: 超过承诺时限
-- class: irregular
-- grade: C
-- needs: cases.accepted_at, cases.decided_at, cases.result, items.promised_days, hall_days.date
-- says: 办件{case_no}于{accepted_on}受理、{decided_on}决定，用了{used}个工作日，超过承诺的{promised}个工作日。
-- innocent: 期间有听证、检验、专家评审等依法不计入时限的程序（行政许可法第四十五条），或经批准延长十日（第四十二条）。
-- remedy: 部门出示特别程序或延期批准；没有的，按超时件公开说明理由（优化营商环境条例第三十六条）。
-- parameter: grace_days = 2 | 开放日历与法定工作日可能差一两天，超出这么多才算
WITH working AS (
    -- Working days are those on which the main hall was open all day: it follows the calendar of the State Council.
    SELECT day, row_number() OVER (ORDER BY day) AS n
    FROM (SELECT DISTINCT day FROM open_day WHERE kind IS DISTINCT FROM 'branch' AND is_full_day)
), numbered AS (
    SELECT case_no, item_code, accepted_on, decided_on, promised_days,
        (SELECT count(*) FROM working WHERE day > accepted_on AND day <= decided_on) AS used
    FROM matter JOIN item USING (item_code)
    -- A withdrawn application was not decided at all, and nobody owed it a limit any longer.
    WHERE matter.in_scope AND coalesce(result, 'granted') IN ('granted', 'refused') AND promised_days > 0 AND decided_on - accepted_on > promised_days
        AND accepted_on >= (SELECT min(day) FROM working) AND decided_on <= (SELECT max(day) FROM working)
)
SELECT 'case' AS subject_kind, case_no AS subject, item_code, 0.6 AS probability, case_no, accepted_on, decided_on,
    used, promised_days AS promised
FROM numbered WHERE used > promised_days + $grace_days
