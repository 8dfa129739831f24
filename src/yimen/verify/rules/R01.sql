-- id: R01
-- title: 有证照无办件
-- class: off_hall
-- grade: A
-- article: 《优化营商环境条例》第三十六条（已设政务服务大厅的，事项一般在大厅办理）；友政办发〔2023〕15号第二项任务（严禁“明进暗不进”和“体外循环”）
-- needs: register.issued_on, cases.received_at, items.entry_mode, items.initiation
-- says: 部门台账{record_no}载明{issued_on}向{holder}（证件号{holder_id}）办结“{item_name}”{document}，大厅办件库中按文号、证件号、姓名、事项和日期都找不到对应办件。{closest}
-- innocent: 同一证照在台账中登记了两次；由上级机关发证；历史证照补登而来源未注明；台账与办件的证件号都有误。请先核对台账原件和发证机关。
-- remedy: 部门提供该证照的受理凭证；确系厅外受理的，补登来源并将该事项受理权限移交大厅窗口。
-- parameter: least_probability = 0.5 | 低于此把握的记录只计数，不列为疑点
WITH span AS (
    -- How long this item takes from application to issue, from its own linked matters and dated records.
    SELECT entry.item_code, days_between(coalesce(applied_on, received_on), issued_on) AS days
    FROM entry LEFT JOIN link USING (r) LEFT JOIN matter USING (c)
    WHERE issued_on >= coalesce(applied_on, received_on) AND entry.item_code IS NOT NULL
        AND coalesce(origin, '') NOT IN ('migrated', 'ex_officio')
), quick AS (
    SELECT unlinked.r, count(*) FILTER (WHERE span.days <= unlinked.room) / (count(*) + 0.75e0) AS share, count(*) AS n
    FROM (SELECT r, item_code, days_between(item.scope_from, issued_on) AS room FROM entry JOIN item USING (item_code)
          WHERE applied_on IS NULL AND NOT EXISTS (SELECT 1 FROM link WHERE link.r = entry.r)
            AND days_between(item.scope_from, issued_on) BETWEEN 0 AND 90) AS unlinked
    JOIN span USING (item_code) GROUP BY unlinked.r
), near_day AS (
    -- Brought together by the day as well: an agency has twenty thousand records of one name.
    SELECT entry.r, department_code, name_key, id_key, document_key, item_code, applied_on, issued_on + apart AS day
    FROM entry CROSS JOIN (VALUES (-4), (-3), (-2), (-1), (0), (1), (2), (3), (4)) AS days(apart)
    WHERE NOT EXISTS (SELECT 1 FROM link WHERE link.r = entry.r)
), repeated AS (
    -- The same holder's record beside one that has its case: with the same number it is the same licence entered twice;
    -- where no number tells them apart it may be, so it stays a lead and convicts nobody.
    SELECT twin.r, min(CASE WHEN twin.document_key = first.document_key THEN 0.3e0 ELSE 0.8e0 END) AS doubt
    FROM near_day AS twin JOIN entry AS first ON twin.department_code = first.department_code
        AND twin.name_key = first.name_key AND twin.day = first.issued_on
    JOIN link ON link.r = first.r
    WHERE (twin.id_key IS NULL OR first.id_key IS NULL OR right(twin.id_key, 4) = right(first.id_key, 4))
        AND (twin.document_key = first.document_key
            OR (twin.document_key IS NULL OR first.document_key IS NULL)
            AND twin.item_code = first.item_code
            AND coalesce(twin.applied_on = first.applied_on, true))
    GROUP BY twin.r
), judged AS (
    SELECT entry.*, item.item_name AS catalogue_name, item.promised_days,
        (1 - coalesce(1 / (1 + pow(2, -leftover.weight)), 0))
        * CASE WHEN applied_on IS NOT NULL OR days_between(item.scope_from, issued_on) > 90 THEN 1
            WHEN quick.n >= 5 THEN quick.share
            WHEN item.handling = 'instant' THEN CASE WHEN days_between(item.scope_from, issued_on) >= 1 THEN 0.9e0 ELSE 0.6e0 END
            WHEN 5 * days_between(item.scope_from, issued_on) >= 7 * coalesce(item.promised_days, 20) + 15 THEN 0.9e0
            ELSE 0.3e0 END * coalesce(repeated.doubt, 1) * coalesce(trust.belief, 1) AS certainty,
        leftover.weight AS closest_weight
    FROM entry JOIN item USING (item_code)
    LEFT JOIN quick USING (r) LEFT JOIN leftover USING (r) LEFT JOIN repeated USING (r) LEFT JOIN (SELECT r, belief FROM trust) AS trust USING (r)
    WHERE NOT EXISTS (SELECT 1 FROM link WHERE link.r = entry.r) AND item.in_scope
        AND coalesce(origin, 'issued') NOT IN ('migrated', 'ex_officio')
        AND issued_on BETWEEN item.scope_from AND item.scope_to
        AND (applied_on IS NULL OR applied_on BETWEEN item.scope_from AND item.scope_to)
)
SELECT 'record' AS subject_kind, record_no AS subject, item_code, least(round(10000 * certainty) / 10000, 0.999e0) AS probability,
    record_no, issued_on, shown_name(holder_name, name_key) AS holder, shown_id(id_key) AS holder_id,
    catalogue_name AS item_name, CASE WHEN document_no IS NULL THEN '' ELSE '（' || document_no || '）' END AS document,
    CASE WHEN closest_weight IS NULL THEN '' ELSE '另有一件办件部分相符，已从把握程度中扣减。' END AS closest
FROM judged WHERE certainty >= $least_probability
