-- id: R03
-- title: 有证照而零办件
-- class: irregular
-- grade: A
-- needs: register.issued_on, cases.received_at, items.entry_mode, items.initiation
-- says: 事项“{item_name}”在核验期内部门台账有{records}件对应不到任何办件，大厅办件库一件也没有。同部门其他事项的台账有{share}能对应到办件，按此比例本不应为零。
-- innocent: 该事项实由上级或乡镇受理；事项编码更换后办件登记在新编码下。
-- remedy: 核对事项编码是否更换；确未在大厅受理的，约谈部门并限期进驻。
-- parameter: least_records = 5 | 对应不到办件的台账至少有这么多件才判断
WITH per_item AS (
    SELECT item_code, count(*) AS records, count(*) FILTER (WHERE r IN (SELECT r FROM link)) AS linked,
        -- A record whose case stands under another item was only entered under the wrong code.
        count(*) FILTER (WHERE r NOT IN (SELECT r FROM link)) AS lone
    FROM entry JOIN item USING (item_code)
    WHERE item.in_scope AND coalesce(origin, 'issued') NOT IN ('migrated', 'ex_officio')
        AND issued_on BETWEEN scope_from AND scope_to AND (applied_on IS NULL OR applied_on >= scope_from)
    GROUP BY item_code
), whole AS (SELECT sum(linked) / greatest(sum(records), 1) AS share FROM per_item)
SELECT 'item' AS subject_kind, item_code AS subject, item_code,
    round(1 - exp(-greatest(whole.share, 0.05) * lone), 4) AS probability,
    item_name, lone AS records, format('{:.0f}%', 100 * whole.share) AS share
FROM per_item JOIN item USING (item_code), whole
WHERE lone >= $least_records AND item_code NOT IN (SELECT item_code FROM matter WHERE item_code IS NOT NULL)
