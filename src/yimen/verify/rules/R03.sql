-- id: R03
-- title: 有证照而零办件
-- class: irregular
-- grade: A
-- article: 《优化营商环境条例》第三十六条（已设政务服务大厅的，事项一般在大厅办理）；友政办发〔2023〕15号第二项任务（严禁“明进暗不进”和“体外循环”）
-- needs: register.issued_on, cases.received_at, items.entry_mode, items.initiation
-- says: 事项“{item_name}”在核验期内部门台账有{records}件对应不到任何办件，大厅办件库一件也没有。同部门其他事项的台账有{share}能对应到办件，按此比例本不应为零。
-- innocent: 该事项实由上级或乡镇受理；事项编码更换后办件登记在新编码下。
-- remedy: 核对事项编码是否更换；确未在大厅受理的，约谈部门并限期进驻。
-- parameter: least_records = 5 | 对应不到办件的台账至少有这么多件才判断
WITH per_item AS (
    SELECT item_code, count(*) AS records, count(linked.r) AS linked,
        -- A record whose case stands under another item was only entered under the wrong code.
        count(*) - count(linked.r) AS lone
    FROM entry JOIN item USING (item_code) LEFT JOIN (SELECT DISTINCT r FROM link) AS linked ON linked.r = entry.r
    WHERE item.in_scope AND coalesce(origin, 'issued') NOT IN ('migrated', 'ex_officio')
        AND issued_on BETWEEN scope_from AND scope_to AND (applied_on IS NULL OR applied_on >= scope_from)
    GROUP BY item_code
), whole AS (SELECT sum(linked) / greatest(sum(records), 1) AS share FROM per_item)
SELECT 'item' AS subject_kind, per_item.item_code AS subject, per_item.item_code,
    round(10000 * (1 - exp(-greatest(whole.share, 0.05e0) * lone))) / 10000 AS probability,
    item_name, lone AS records, CAST(half_even(100 * whole.share) AS STRING) || '%' AS share
FROM per_item JOIN item ON item.item_code = per_item.item_code, whole
WHERE lone >= $least_records AND NOT EXISTS (SELECT 1 FROM matter WHERE matter.item_code = per_item.item_code)
