-- id: R39
-- title: 评价过快、成串或全无
-- class: irregular
-- grade: C
-- article: 国办发〔2019〕51号、GB/T 39734-2020（现场服务一次一评，不得干扰评价）
-- needs: evaluations.case_no, evaluations.rated_at, evaluations.channel, cases.finished_at, cases.channel
-- says: 事项“{item_name}”的好差评异常：{pattern}。
-- innocent: 评价器停用或未接入；帮办人员当面请群众逐件评价；一人连续办了多件。
-- remedy: 抽取办件回访申请人是否本人评价；系统默认的评价不计入满意率。
-- parameter: seconds = 10 | 办结后不足此秒数即评价的算过快
-- parameter: burst_seconds = 20 | 同一终端两次评价最多相隔此秒数算一串
-- parameter: least_burst = 5 | 一串至少这么多件
-- parameter: least_cases = 10 | 至少这么多件才判断
-- parameter: least_share = 0.5 | 过快的占比至少这么多
-- parameter: budget = 0.05 | 对全部被检验的事项，误报一次的机会至多这么多
WITH given AS (
    SELECT evaluations.case_no, rated_at, squeezed(terminal) AS terminal, score FROM evaluations
    WHERE rated_at IS NOT NULL AND coalesce(lower(squeezed(channel)), '')
        NOT IN ('default', '默认', '系统默认', '默认好评', '默认评价', '系统默认评价', '7', '07')
), rated AS (
    SELECT given.*, matter.item_code, matter.in_scope,
        CASE WHEN rated_at >= finished_at AND seconds_between(finished_at, rated_at) < $seconds THEN 1 ELSE 0 END AS quick
    FROM given JOIN matter ON matter.case_no = given.case_no WHERE matter.channel = 'window' AND finished_at IS NOT NULL
), per_item AS (
    SELECT matter.item_code, matter.department_code, count(*) AS n,
        count(heard.case_no) AS with_rating
    FROM matter LEFT JOIN (SELECT DISTINCT case_no FROM given) AS heard ON heard.case_no = matter.case_no
    WHERE matter.channel = 'window' AND finished_at IS NOT NULL AND in_scope
    GROUP BY matter.item_code, matter.department_code
), quick AS (
    SELECT item_code, count(*) AS n, sum(quick) AS k FROM rated WHERE in_scope GROUP BY item_code
), quick_compared AS (
    SELECT quick.*, sum(CASE WHEN n >= $least_cases THEN 1 ELSE 0 END) OVER () AS tests,
        (sum(k) OVER () - k + 1) / (sum(n) OVER () - n + 10) AS usual FROM quick
), silent AS (
    -- A department without any rating has no feed; one with some sets the measure for its own items.
    SELECT per_item.*, sum(CASE WHEN n >= $least_cases THEN 1 ELSE 0 END) OVER () AS tests,
        least(0.99e0, (sum(with_rating) OVER () - with_rating) / greatest(sum(n) OVER () - n, 1),
            (sum(with_rating) OVER (PARTITION BY department_code) - with_rating)
                / greatest(sum(n) OVER (PARTITION BY department_code) - n, 1)) AS usual
    FROM per_item
), step AS (
    SELECT rated.*, lag(rated_at) OVER turn AS rated_before, lag(score) OVER turn AS score_before
    FROM rated WHERE terminal IS NOT NULL WINDOW turn AS (PARTITION BY terminal ORDER BY rated_at, case_no)
), burst_step AS (
    SELECT step.*, CASE WHEN seconds_between(rated_before, rated_at) <= $burst_seconds AND score = score_before
        THEN 0 ELSE 1 END AS starts FROM step
), run AS (
    SELECT burst_step.*, sum(starts) OVER (PARTITION BY terminal ORDER BY rated_at, case_no) AS burst FROM burst_step
), burst AS (
    SELECT terminal, burst, min(rated_at) AS first_at, max(rated_at) AS last_at, count(DISTINCT case_no) AS n, min(score) AS score
    FROM run GROUP BY terminal, burst HAVING count(DISTINCT case_no) >= $least_burst
), seen AS (
    SELECT item_code, CAST(n AS STRING) || '条窗口评价中有' || CAST(CAST(k AS INTEGER) AS STRING) || '条在办结后'
        || CAST($seconds AS STRING) || '秒内作出，其他事项极少如此' AS pattern
    FROM quick_compared WHERE n >= $least_cases AND k >= $least_share * n AND usual < 1 AND k > usual * n
        AND 2 * tests * exp(-k * ln(k / (n * usual))
            - CASE WHEN k = n THEN 0 ELSE (n - k) * ln((n - k) / (n * (1 - usual))) END) < $budget
    UNION ALL
    SELECT item_code, CAST(n AS STRING) || '件办结的窗口办件没有一条评价，而同部门其他事项有'
        || CAST(CAST(round(100 * usual) AS INTEGER) AS STRING) || '%以上作了评价'
    FROM silent WHERE with_rating = 0 AND n >= $least_cases AND usual > 0 AND usual < 1 AND 2 * tests * exp(n * ln(1 - usual)) < $budget
    UNION ALL
    SELECT item_code, '终端' || burst.terminal || '在' || CAST(first_at AS STRING) || '至' || CAST(last_at AS STRING) || '之间连续评价'
        || CAST(n AS STRING) || '件，都是' || coalesce(CAST(burst.score AS STRING), '（缺）') || '分，其中本事项'
        || CAST(count(DISTINCT case_no) AS STRING) || '件'
    FROM burst JOIN run ON run.terminal = burst.terminal AND run.burst = burst.burst WHERE in_scope
    GROUP BY item_code, burst.terminal, first_at, last_at, n, burst.score
)
SELECT 'item' AS subject_kind, seen.item_code AS subject, seen.item_code, 0.3e0 AS probability, item_name, pattern
FROM seen JOIN item ON item.item_code = seen.item_code
