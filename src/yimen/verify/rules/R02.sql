-- id: R02
-- title: 季度覆盖率过低
-- class: irregular
-- grade: A
-- article: 《优化营商环境条例》第三十六条（已设政务服务大厅的，事项一般在大厅办理）；友政办发〔2023〕15号第二项任务（严禁“明进暗不进”和“体外循环”）
-- needs: register.issued_on, cases.received_at, items.entry_mode, items.initiation
-- says: 事项“{item_name}”{quarter}部门台账有{records}件，只有{linked}件能对应到大厅办件，覆盖率{share}；若与其他事项一样有{usual}能对应，出现这种情况的机会不到{chance}。
-- innocent: 台账与办件分属两个季度；该季度由上级或乡镇代办；办件登记在新的事项编码下。
-- remedy: 部门逐件说明未对应的台账在何处受理，补齐办件或移交受理权限。
-- parameter: least_coverage = 0.9 | 低于此覆盖率才判断
-- parameter: budget = 0.05 | 对全部被检验的事项季度，误报一次的机会至多这么多
WITH counted AS (
    SELECT entry.item_code, EXTRACT(YEAR FROM issued_on) AS y, EXTRACT(QUARTER FROM issued_on) AS q,
        CASE WHEN link.r IS NULL THEN 0 ELSE 1 END AS is_linked,
        -- One application of one holder counts once, however often the ledger has it.
        row_number() OVER (PARTITION BY entry.item_code, coalesce(entry.name_key, entry.record_no),
            coalesce(applied_on, issued_on) ORDER BY CASE WHEN link.r IS NULL THEN 1 ELSE 0 END, entry.r) AS turn
    FROM entry JOIN item ON item.item_code = entry.item_code LEFT JOIN (SELECT DISTINCT r FROM link) AS link ON link.r = entry.r
    WHERE item.in_scope AND coalesce(origin, 'issued') NOT IN ('migrated', 'ex_officio')
        AND issued_on BETWEEN scope_from AND scope_to
        -- Without a day of application the matter may have begun before the item had to be in the hall.
        AND coalesce(applied_on, issued_on - 90) >= scope_from
), quarter AS (
    SELECT item_code, y, q, count(*) AS n, sum(is_linked) AS linked FROM counted WHERE turn = 1
    GROUP BY item_code, y, q HAVING count(*) >= 5
), compared AS (
    -- Where the two sides are badly kept everywhere, the other items set the measure: nobody answers for the linking.
    SELECT quarter.*, n - linked AS missed, count(*) OVER () AS tests,
        greatest(1 - $least_coverage, (sum(n - linked) OVER () - (n - linked) + 1) / (sum(n) OVER () - n + 10)) AS usual
    FROM quarter
), tested AS (
    -- Chernoff's bound on a binomial tail: never below the exact chance, so never too quick to accuse.
    SELECT compared.*, CASE WHEN usual >= 1 OR missed <= usual * n THEN 1 ELSE exp(-missed * ln(missed / (n * usual))
        - CASE WHEN missed = n THEN 0 ELSE (n - missed) * ln((n - missed) / (n * (1 - usual))) END) END AS tail
    FROM compared
)
SELECT 'item' AS subject_kind, tested.item_code AS subject, tested.item_code, 0.8e0 AS probability, item_name,
    CAST(y AS STRING) || '年第' || CAST(q AS STRING) || '季度' AS quarter, n AS records, CAST(linked AS INTEGER) AS linked,
    CAST(CAST(round(100 * linked / n) AS INTEGER) AS STRING) || '%' AS share,
    CAST(CAST(floor(100 * (1 - usual)) AS INTEGER) AS STRING) || '%' AS usual,
    CASE WHEN tail < 0.0001e0 THEN '万分之一' ELSE '千分之一' END AS chance
FROM tested JOIN item ON item.item_code = tested.item_code
WHERE tail * tests < $budget AND tail < 0.001e0
