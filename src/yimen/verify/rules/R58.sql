-- id: R58
-- title: 超过承诺时限
-- class: irregular
-- grade: C
-- article: 《行政许可法》第四十二条（自受理之日起二十日内决定）；《优化营商环境条例》第三十六条（压减的时限应当公布，超时的公开说明理由）
-- needs: cases.accepted_at, cases.decided_at, cases.result, items.promised_days, hall_days.date
-- says: 办件{case_no}于{accepted_on}受理、{decided_on}决定，用了{used}个工作日，超过承诺的{promised}个工作日。
-- innocent: 期间有听证、检验、专家评审等依法不计入时限的程序（行政许可法第四十五条），或经批准延长十日（第四十二条）。
-- remedy: 部门出示特别程序或延期批准；没有的，按超时件公开说明理由（优化营商环境条例第三十六条）。
-- parameter: grace_days = 2 | 开放日历与法定工作日可能差一两天，超出这么多才算
WITH working AS (
    -- Working days are those on which the main hall was open all day: it follows the calendar of the State Council.
    SELECT DISTINCT day FROM open_day WHERE kind IS DISTINCT FROM 'branch' AND is_full_day
), slow AS (
    SELECT case_no, item_code, accepted_on, decided_on, promised_days FROM matter JOIN item USING (item_code)
    -- A withdrawn application was not decided at all, and nobody owed it a limit any longer.
    WHERE matter.in_scope AND coalesce(result, 'granted') IN ('granted', 'refused') AND promised_days > 0 AND days_between(accepted_on, decided_on) > promised_days
        AND accepted_on >= (SELECT min(day) FROM working) AND decided_on <= (SELECT max(day) FROM working)
), stand AS (
    SELECT asked.day, count(working.day) AS n
    FROM (SELECT accepted_on AS day FROM slow UNION SELECT decided_on FROM slow) AS asked
    LEFT JOIN working ON working.day <= asked.day GROUP BY asked.day
)
SELECT 'case' AS subject_kind, case_no AS subject, item_code, 0.6e0 AS probability, case_no, accepted_on, decided_on,
    decided.n - accepted.n AS used, promised_days AS promised
FROM slow JOIN stand AS decided ON decided.day = slow.decided_on JOIN stand AS accepted ON accepted.day = slow.accepted_on
WHERE decided.n - accepted.n > promised_days + $grace_days
