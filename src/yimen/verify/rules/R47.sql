-- id: R47
-- title: 编号在前、入库在后
-- class: irregular
-- grade: B
-- needs: cases.recorded_at, cases.case_no, hall_days.date
-- says: 办件{case_no}到{recorded_at}才入库，而编号在它前后相邻的各五件最晚{others_at}都已入库，晚{days}个开放日，编号像是先占后填。
-- innocent: 预登记或草稿先取号；离线办理后上传。请核对编号分配日志。
-- remedy: 核对编号分配日志和原始收件凭证；先占号后补录的，按补录处理。
-- parameter: least_days = 3 | 比相邻办件至少晚这么多个大厅开放日（停机、周末、假期后的补录不足此数）
-- parameter: least_order = 0.9 | 编号与入库同序的占比低于此，视为非顺序编号，不判断
WITH placed AS (
    SELECT case_no, item_code, in_scope, recorded_at, department_code, length(case_no) AS width,
        max(recorded_at) OVER (book ROWS BETWEEN 1 FOLLOWING AND 5 FOLLOWING) AS last_after,
        min(recorded_at) OVER (book ROWS BETWEEN 1 FOLLOWING AND 5 FOLLOWING) AS first_after,
        count(*) OVER (book ROWS BETWEEN 1 FOLLOWING AND 5 FOLLOWING) AS after,
        max(recorded_at) OVER (book ROWS BETWEEN 5 PRECEDING AND 1 PRECEDING) AS last_before,
        min(recorded_at) OVER (book ROWS BETWEEN 5 PRECEDING AND 1 PRECEDING) AS first_before,
        count(*) OVER (book ROWS BETWEEN 5 PRECEDING AND 1 PRECEDING) AS before,
        CASE WHEN recorded_at >= lag(recorded_at) OVER book THEN 1.0 ELSE 0.0 END AS in_order
    FROM matter WHERE recorded_at IS NOT NULL
    WINDOW book AS (PARTITION BY department_code, length(case_no) ORDER BY case_no)
), ordered AS (
    SELECT department_code, width, avg(in_order) AS share FROM placed GROUP BY department_code, width HAVING count(*) >= 20
), opened AS (
    SELECT DISTINCT day FROM open_day WHERE kind IS DISTINCT FROM 'branch' AND is_full_day
), late AS (
    SELECT placed.*, (SELECT count(*) FROM opened WHERE opened.day > CAST(greatest(last_after, last_before) AS DATE)
        AND opened.day <= CAST(recorded_at AS DATE)) AS days
    FROM placed JOIN ordered ON ordered.department_code = placed.department_code AND ordered.width = placed.width
    WHERE in_scope AND share >= $least_order AND after = 5 AND before = 5 AND recorded_at > greatest(last_after, last_before)
        -- Where a series ends and another begins, the numbers rise and the days do not: that is no fault of the case.
        AND first_after >= first_before
)
SELECT 'case' AS subject_kind, case_no AS subject, item_code, 0.5 AS probability, case_no,
    strftime(recorded_at, '%Y-%m-%d %H:%M') AS recorded_at,
    strftime(greatest(last_after, last_before), '%Y-%m-%d %H:%M') AS others_at, days
FROM late WHERE days >= $least_days
