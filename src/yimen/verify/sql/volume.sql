-- What either source caught of each item in scope, for the estimate of what neither shows: granted matters of the hall
-- whose licence falls well within the period, how many of them the ledger has too, and the ledger's records without a case.

CREATE TABLE caught AS
SELECT item.item_code, item.department_code, quarter(coalesce(decided_on, received_on))
    + 4 * (year(coalesce(decided_on, received_on)) - year(period.starts)) AS quarter,
    count(*) AS hall, count(*) FILTER (WHERE c IN (SELECT c FROM link)) AS linked
FROM matter JOIN item USING (item_code), period
WHERE item.in_scope AND matter.in_scope AND result = 'granted'
    -- A licence may be entered weeks after the decision: cases of the last days would be missed without anybody's fault.
    AND coalesce(decided_on, received_on) BETWEEN scope_from AND scope_to - $margin
GROUP BY ALL;

CREATE TABLE lone AS
WITH weighed AS (
    -- How far a lone record is a matter of its own: what the rules said, and where they were under one half, a quarter of
    -- what its ledger deserves. A set in which no item is known to run has no measure of its ledgers: there the rules' word stands.
    SELECT entry.item_code, item.department_code, coalesce(trust.belief, 1) AS belief,
        coalesce(trust.is_bypassed, 1) AS is_bypassed, coalesce(trust.stray_is_real, 1) AS stray_is_real,
        coalesce(said.probability, 0.25 * coalesce(trust.belief, 1) * (1 - coalesce(1 / (1 + pow(2, -leftover.weight)), 0))) AS is_real,
        coalesce(coalesce(CASE WHEN NOT contains(id_key, '*') THEN id_key END, name_key) || '|'
            || CAST(coalesce(applied_on, issued_on) AS VARCHAR) || '|' || coalesce(document_key, ''), record_no) AS application
    FROM entry JOIN item USING (item_code) LEFT JOIN (SELECT r, belief, is_bypassed, stray_is_real FROM trust) AS trust USING (r)
    LEFT JOIN leftover USING (r)
    LEFT JOIN (SELECT subject, max(probability) AS probability FROM finding
        WHERE class = 'off_hall' AND subject_kind = 'record' GROUP BY subject) AS said ON said.subject = record_no
    WHERE r NOT IN (SELECT r FROM link) AND item.in_scope AND coalesce(origin, 'issued') NOT IN ('migrated', 'ex_officio')
        AND issued_on BETWEEN item.scope_from AND item.scope_to
        AND (applied_on IS NULL OR applied_on BETWEEN item.scope_from AND item.scope_to)
)
SELECT item_code, department_code, application, max(is_real) AS is_real, max(belief) AS belief,
    max(is_bypassed) AS is_bypassed, max(stray_is_real) AS stray_is_real
FROM weighed GROUP BY item_code, department_code, application;
