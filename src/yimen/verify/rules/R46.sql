-- id: R46
-- title: 两个系统办结状态不一
-- class: irregular
-- grade: C
-- article: 《国务院关于在线政务服务的若干规定》（国务院令第716号）第四条（事项应当上平台）；友政办发〔2023〕15号第一项任务（应进事项全部进驻并上省一体化平台，实现受理、办理、反馈、查询、评价）
-- needs: cases.result, cases.decided_at, register.issued_on, cases.received_at
-- says: 办件{case_no}与部门台账{record_no}是同一件事，却一个已办结、一个未办结：{difference}，至期末已逾{days}天。
-- innocent: 两个系统同步滞后；台账漏填发证日期；办结环节漏点。
-- remedy: 转数据接口质量处理，按原件补正状态，不单独归责。
-- parameter: lag_days = 30 | 相差超过这么多天才算
WITH book AS (
    -- A ledger that seldom states the day of issue says nothing by leaving it empty.
    SELECT department_code, sum(CASE WHEN issued_on IS NULL THEN 1 ELSE 0 END) AS undated, count(*) AS n
    FROM entry GROUP BY department_code
), paired AS (
    SELECT matter.case_no, matter.item_code, matter.result, matter.decided_on, entry.record_no, entry.issued_on,
        10 * book.undated <= book.n AS is_dated, period.ends
    FROM link JOIN entry ON entry.r = link.r JOIN matter ON matter.c = link.c AND matter.item_code = entry.item_code
    JOIN book ON book.department_code = entry.department_code, period
    -- Only one number of a licence or of a person on both sides makes them the same matter beyond doubt.
    WHERE matter.in_scope AND (link.method LIKE 'document%' OR link.method LIKE 'id%')
        AND coalesce(origin, 'issued') NOT IN ('migrated', 'ex_officio')
)
SELECT 'case' AS subject_kind, case_no AS subject, item_code, 0.4e0 AS probability, case_no, record_no,
    CASE WHEN issued_on IS NULL THEN '大厅' || CAST(decided_on AS STRING) || '已准予，台账没有发证日期'
        ELSE '台账' || CAST(issued_on AS STRING) || '已发证，大厅仍为在办' END AS difference,
    days_between(coalesce(issued_on, decided_on), ends) AS days
FROM paired
WHERE result = 'pending' AND decided_on IS NULL AND days_between(issued_on, ends) > $lag_days
    OR result = 'granted' AND issued_on IS NULL AND is_dated AND days_between(decided_on, ends) > $lag_days
