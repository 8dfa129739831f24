-- Each matter of the items in scope with its day and what is watched of it, and from that, by item, measure and day, how
-- many there were and how many of them were so. One holder's matters of one kind within a week count once: a bundle or a
-- large client is one decision and not twenty.

CREATE TABLE watched AS
WITH convicting AS (
    SELECT DISTINCT subject_kind, subject FROM finding
    WHERE class IN ('off_hall', 'back_filled', 'branch_hall', 'unposted') AND probability >= $convict_at
), seen AS (
    SELECT matter.item_code, received_on AS day, CASE WHEN convicting.subject IS NULL THEN 0 ELSE 1 END AS off,
        CASE channel WHEN 'online' THEN 1 WHEN 'window' THEN 0 WHEN 'post' THEN 0 END AS online,
        CASE WHEN decided_on >= received_on THEN decided_on - received_on END AS lag,
        coalesce(CASE WHEN NOT contains(id_key, '*') THEN id_key END, name_key, case_no) AS holder
    FROM matter LEFT JOIN convicting ON convicting.subject_kind = 'case' AND convicting.subject = case_no
    WHERE in_scope
), usual AS (
    SELECT item_code, median(lag) AS middle, CAST(least(60, quantile_disc(lag, 0.9)) AS INTEGER) AS slow
    FROM seen GROUP BY item_code
), outside AS (
    SELECT entry.item_code, min(coalesce(applied_on, issued_on - CAST(coalesce(middle, 0) AS INTEGER))) AS day,
        coalesce(CASE WHEN NOT contains(id_key, '*') THEN id_key END, name_key, record_no) AS holder
    FROM entry JOIN convicting ON convicting.subject_kind = 'record' AND convicting.subject = record_no
    LEFT JOIN usual ON usual.item_code = entry.item_code
    GROUP BY entry.item_code, holder, coalesce(applied_on, issued_on), coalesce(document_key, record_no)
), every AS (
    SELECT item_code, day, off, online, lag, holder FROM seen
    UNION ALL SELECT item_code, day, 1, NULL, NULL, holder FROM outside
)
SELECT every.item_code, day, off, online, CASE WHEN lag > middle THEN 1 WHEN lag IS NOT NULL THEN 0 END AS slow, holder,
    -- A record is seen only once it is issued: at both ends of the period those without a case are missing.
    day BETWEEN item.scope_from + coalesce(usual.slow, 0) AND item.scope_to - coalesce(usual.slow, 0) AS is_whole
FROM every JOIN item ON item.item_code = every.item_code LEFT JOIN usual ON usual.item_code = every.item_code
WHERE item.in_scope AND day BETWEEN scope_from AND scope_to;

CREATE TABLE daily AS
WITH once AS (
    SELECT 'off_share' AS measure, item_code, min(day) AS day, off AS hit FROM watched WHERE is_whole
    GROUP BY item_code, holder, CAST(day - DATE '2000-01-03' AS INTEGER) // 7, off
    UNION ALL
    SELECT 'online_share', item_code, min(day), online FROM watched WHERE online IS NOT NULL
    GROUP BY item_code, holder, CAST(day - DATE '2000-01-03' AS INTEGER) // 7, online
    UNION ALL
    SELECT 'slow_share', item_code, min(day), slow FROM watched WHERE slow IS NOT NULL AND is_whole
    GROUP BY item_code, holder, CAST(day - DATE '2000-01-03' AS INTEGER) // 7, slow
), steady AS (
    -- What the county does on a day, from the items that were there all the time: the measure of each item's numbers.
    SELECT watched.item_code, min(day) AS day, holder FROM watched JOIN item USING (item_code)
    WHERE scope_from = starts GROUP BY watched.item_code, holder, CAST(day - DATE '2000-01-03' AS INTEGER) // 7
), of_county AS (SELECT day, count(*) AS n FROM steady GROUP BY day)
SELECT measure, item_code, day, count(*) AS n, sum(hit) AS hits FROM once GROUP BY ALL
UNION ALL
SELECT 'number', steady.item_code, day, any_value(of_county.n), count(*)
FROM steady JOIN of_county USING (day) GROUP BY steady.item_code, day
UNION ALL
SELECT 'number', '', day, n, 0 FROM of_county;
