-- id: R57
-- title: 整个部门没有办件
-- class: irregular
-- grade: B
-- article: 《优化营商环境条例》第三十六条（已设政务服务大厅的，事项一般在大厅办理）；友政办发〔2023〕15号第二项任务（严禁“明进暗不进”和“体外循环”）
-- needs: register.issued_on, cases.received_at, items.entry_mode, items.initiation
-- says: {department}有{items}个事项的台账（共{records}件）几乎都对应不到大厅办件，其中“{item_name}”{own}件只对应{linked}件；其他部门的事项这样的只占{usual}。多见于垂直管理部门：请先查数据接口，再查受理地点。
-- innocent: 垂直系统没有向平台推送办件（接口问题）；事项编码两边不一致。
-- remedy: 先由数据部门核对该部门办件推送；接口无误的，再核实其窗口是否真正受理。
-- parameter: least_records = 5 | 台账至少有这么多件的事项才计入
-- parameter: least_items = 3 | 至少这么多个事项
-- parameter: most_linked = 0.1 | 能对应的占比不超过此数算没有办件
-- parameter: budget = 0.05 | 对全部被检验的部门，误报一次的机会至多这么多
WITH counted AS (
    SELECT item.department_code, item.item_code, item.item_name, count(DISTINCT entry.r) AS n, count(DISTINCT link.r) AS linked
    FROM entry JOIN item ON item.item_code = entry.item_code LEFT JOIN link ON link.r = entry.r
    WHERE item.in_scope AND coalesce(origin, 'issued') NOT IN ('migrated', 'ex_officio')
        AND issued_on BETWEEN scope_from AND scope_to
        AND coalesce(applied_on, issued_on - 90) >= scope_from
    GROUP BY item.department_code, item.item_code, item.item_name HAVING count(DISTINCT entry.r) >= $least_records
), department AS (
    SELECT department_code, count(*) AS items, sum(n) AS records,
        sum(CASE WHEN linked <= $most_linked * n THEN 1 ELSE 0 END) AS without
    FROM counted GROUP BY department_code
), compared AS (
    SELECT department.*, count(*) OVER () AS tests,
        (sum(without) OVER () - without + 1) / (sum(items) OVER () - items + 1) AS usual
    FROM department
)
SELECT 'item' AS subject_kind, item_code AS subject, item_code, 0.5e0 AS probability, compared.department_code AS department,
    items, CAST(records AS INTEGER) AS records, item_name, n AS own, linked,
    CAST(CAST(ceil(100 * usual) AS INTEGER) AS STRING) || '%' AS usual
FROM compared JOIN counted ON counted.department_code = compared.department_code
-- Were items hollow one by one, as elsewhere, all of a department's would be so by chance only this rarely.
WHERE without = items AND items >= $least_items AND usual < 1 AND tests * exp(items * ln(usual)) < $budget
