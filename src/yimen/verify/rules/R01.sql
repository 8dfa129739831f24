-- id: R01
-- title: 有证照无办件
-- class: off_hall
-- grade: A
-- article: 《优化营商环境条例》第三十六条（已设政务服务大厅的，事项一般在大厅办理）；友政办发〔2023〕15号第二项任务（严禁“明进暗不进”和“体外循环”）
-- needs: register.issued_on, cases.received_at, items.entry_mode, items.initiation
-- says: 部门台账{record_no}载明{issued_on}向{holder}（证件号{holder_id}）办结“{item_name}”{document}，大厅办件库中按文号、证件号、姓名、事项和日期都找不到对应办件。{closest}
-- innocent: 同一证照在台账中登记了两次；由上级机关发证；历史证照补登而来源未注明；台账与办件的证件号都有误。请先核对台账原件和发证机关。
-- remedy: 部门提供该证照的受理凭证；确系厅外受理的，补登来源并将该事项受理权限移交大厅窗口。
-- parameter: least_probability = 0.6 | 低于此把握的记录只计数，不列为疑点
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
), early AS (
    -- Records of the first 90 days that no case will do for: the hall has no case of what was applied for before.
    SELECT r, item_code, applied_on < scope_from AS is_old, CASE WHEN room <= 7 THEN 8 WHEN room <= 15 THEN 15 WHEN room <= 30 THEN 30
            WHEN room <= 60 THEN 60 WHEN room <= 90 THEN 90 END AS band
    FROM (SELECT entry.r, entry.item_code, applied_on, scope_from, days_between(scope_from, issued_on) AS room
          FROM entry JOIN item ON item.item_code = entry.item_code
          WHERE item.in_scope AND coalesce(origin, 'issued') NOT IN ('migrated', 'ex_officio')
            AND issued_on BETWEEN scope_from AND scope_to AND NOT EXISTS (SELECT 1 FROM link WHERE link.r = entry.r)) AS alone
), old AS (
    SELECT band, count(*) AS n FROM early WHERE is_old GROUP BY band
), own_old AS (
    SELECT item_code, band, count(*) AS n FROM early WHERE is_old GROUP BY item_code, band
), counted AS (
    SELECT count(is_old) FILTER (WHERE band IS NOT NULL) AS seen, count(*) FILTER (WHERE is_old) AS old,
        count(*) FILTER (WHERE band IS NOT NULL AND is_old IS NULL) AS undated,
        count(is_old) FILTER (WHERE band IS NULL) AS late_dated, count(*) FILTER (WHERE band IS NULL) AS late
    FROM early
), dating AS (
    SELECT *, (late_dated + 5 * (seen + 1) / (seen + undated + 1e0)) / (late + 5) AS dated FROM counted
), told AS (
    -- How much the dated records of those weeks can say of last year's; and whether last year's lack their day as often
    -- as this year's: then there are more undated ones in those weeks than this year's dated ones account for.
    SELECT seen / (seen + 10e0) AS known, dated, items,
        least(1.5e0, (greatest(undated - (seen - old) * (1 - dated) / dated, 0) + 10) / (old * (1 - dated) / dated + 10))
            AS as_often
    FROM dating CROSS JOIN (SELECT count(*) AS items FROM item WHERE in_scope) AS open_item
), fresh AS (
    -- How many of this item's own a day are handled with no case, as later and dated records tell.
    SELECT early.item_code, count(*) / greatest(min(days_between(scope_from, scope_to)), 90) AS daily
    FROM early JOIN item ON item.item_code = early.item_code WHERE band IS NULL OR NOT is_old GROUP BY early.item_code
), undated AS (
    -- How likely a matter of this year is done by that day: by this item's own pace, else by what its law gives it.
    SELECT early.r, early.band, early.item_code,
        CASE early.band WHEN 60 THEN 30 WHEN 90 THEN 30 WHEN 30 THEN 15 ELSE 8 END * coalesce(daily, 0) + 0.01e0 AS expected,
        CASE WHEN quick.n >= 5 THEN quick.share
            WHEN item.handling = 'instant' THEN CASE WHEN days_between(item.scope_from, issued_on) >= 1 THEN 0.9e0 ELSE 0.6e0 END
            WHEN 5 * days_between(item.scope_from, issued_on) >= 7 * coalesce(item.promised_days, 20) + 15 THEN 0.9e0
            ELSE 0.3e0 END AS share
    FROM early JOIN item ON item.item_code = early.item_code JOIN entry ON entry.r = early.r
    LEFT JOIN quick ON quick.r = early.r LEFT JOIN fresh ON fresh.item_code = early.item_code
    WHERE is_old IS NULL AND early.band IS NOT NULL
), carried AS (
    -- Without a day of application: this year's and handled outside, or last year's, of which every item has its share?
    -- Where dated records say little of last year's, whoever is not done by that day is taken to be of last year.
    SELECT undated.r, expected * share / (expected * share + (1 - known) * expected * (1 - share)
            + known * as_often * (coalesce(own_old.n, 0) + 2 * coalesce(old.n, 0) / items) / 3 / dated) AS is_fresh
    FROM undated CROSS JOIN told LEFT JOIN old ON old.band = undated.band
    LEFT JOIN own_old ON own_old.item_code = undated.item_code AND own_old.band = undated.band
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
        * coalesce(carried.is_fresh, 1) * coalesce(repeated.doubt, 1) * coalesce(trust.belief, 1) AS certainty,
        leftover.weight AS closest_weight
    FROM entry JOIN item USING (item_code)
    LEFT JOIN carried USING (r) LEFT JOIN leftover USING (r) LEFT JOIN repeated USING (r) LEFT JOIN (SELECT r, belief FROM trust) AS trust USING (r)
    WHERE NOT EXISTS (SELECT 1 FROM link WHERE link.r = entry.r) AND item.in_scope AND NOT is_unseen
        AND coalesce(origin, 'issued') NOT IN ('migrated', 'ex_officio')
        AND issued_on BETWEEN item.scope_from AND item.scope_to
        AND (applied_on IS NULL OR applied_on BETWEEN item.scope_from AND item.scope_to)
)
SELECT 'record' AS subject_kind, record_no AS subject, item_code, least(round(10000 * certainty) / 10000, 0.999e0) AS probability,
    record_no, issued_on, shown_name(holder_name, name_key) AS holder, shown_id(id_key) AS holder_id,
    catalogue_name AS item_name, CASE WHEN document_no IS NULL THEN '' ELSE '（' || document_no || '）' END AS document,
    CASE WHEN closest_weight IS NULL THEN '' ELSE '另有一件办件部分相符，已从把握程度中扣减。' END AS closest
FROM judged WHERE certainty >= $least_probability
