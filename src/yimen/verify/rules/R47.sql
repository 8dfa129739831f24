-- id: R47
-- title: 编号在前、入库在后
-- class: irregular
-- grade: B
-- article: 《行政许可法》第三十二条（受理与否当时出具注明日期的书面凭证）；友政办发〔2023〕15号第二项任务（严禁“明进暗不进”和“体外循环”）
-- needs: cases.recorded_at, cases.case_no, hall_days.date
-- says: 办件{case_no}到{recorded_at}才入库，而编号在它前后相邻的各五件最晚{others_at}都已入库，晚{days}个开放日，编号像是先占后填。
-- innocent: 预登记或草稿先取号；离线办理后上传。请核对编号分配日志。
-- remedy: 核对编号分配日志和原始收件凭证；先占号后补录的，按补录处理。
-- parameter: least_days = 3 | 比相邻办件至少晚这么多个大厅开放日（停机、周末、假期后的补录不足此数）
-- parameter: least_order = 0.9 | 编号与入库同序的占比低于此，视为非顺序编号，不判断
WITH placed AS (
    SELECT case_no, item_code, in_scope, recorded_at, department_code, length(case_no) AS width,
        max(recorded_at) OVER ahead AS last_after, min(recorded_at) OVER ahead AS first_after, count(*) OVER ahead AS after,
        max(recorded_at) OVER behind AS last_before, min(recorded_at) OVER behind AS first_before, count(*) OVER behind AS before,
        CASE WHEN recorded_at >= lag(recorded_at) OVER book THEN 1e0 ELSE 0e0 END AS in_order
    FROM matter WHERE recorded_at IS NOT NULL
    WINDOW book AS (PARTITION BY department_code, length(case_no) ORDER BY case_no),
        ahead AS (PARTITION BY department_code, length(case_no) ORDER BY case_no ROWS BETWEEN 1 FOLLOWING AND 5 FOLLOWING),
        behind AS (PARTITION BY department_code, length(case_no) ORDER BY case_no ROWS BETWEEN 5 PRECEDING AND 1 PRECEDING)
), ordered AS (
    SELECT department_code, width, avg(in_order) AS share FROM placed GROUP BY department_code, width HAVING count(*) >= 20
), opened AS (
    SELECT DISTINCT day FROM open_day WHERE kind IS DISTINCT FROM 'branch' AND is_full_day
), late AS (
    SELECT placed.*, CAST(recorded_at AS DATE) AS recorded_on, greatest(last_after, last_before) AS others_at,
        CAST(greatest(last_after, last_before) AS DATE) AS others_on
    FROM placed JOIN ordered ON ordered.department_code = placed.department_code AND ordered.width = placed.width
    WHERE in_scope AND share >= $least_order AND after = 5 AND before = 5 AND recorded_at > greatest(last_after, last_before)
        -- Where a series ends and another begins, the numbers rise and the days do not: that is no fault of the case.
        AND first_after >= first_before
), stand AS (
    SELECT asked.day, count(opened.day) AS n
    FROM (SELECT recorded_on AS day FROM late UNION SELECT others_on FROM late) AS asked
    LEFT JOIN opened ON opened.day <= asked.day GROUP BY asked.day
)
SELECT 'case' AS subject_kind, case_no AS subject, item_code, 0.5e0 AS probability, case_no,
    minute_text(recorded_at) AS recorded_at,
    minute_text(others_at) AS others_at, now.n - earlier.n AS days
FROM late JOIN stand AS now ON now.day = late.recorded_on JOIN stand AS earlier ON earlier.day = late.others_on
WHERE now.n - earlier.n >= $least_days
