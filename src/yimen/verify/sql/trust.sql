-- How far a record without a case may be believed to have none, and none for this very item.
-- A ledger that is hard to read loses records on its own: where id, item and day are all there nearly every honest record
-- finds its case, where they are not some never will. So among the items that plainly run in the hall, each way of being
-- kept shows how often it alone loses a record; and an item is either one of those that run, where a lone record is
-- mostly the ledger's fault, or one of those that are bypassed, where it mostly is not (empirical Bayes, Robbins 1956).

CREATE TABLE trust AS
WITH kept AS (
    SELECT entry.r, entry.item_code, linked.r IS NULL AS is_alone,
        -- The first weeks hold last year's applications; they tell of the calendar and not of the ledger.
        coalesce(applied_on, issued_on - 60) < item.scope_from AS is_early,
        -- Nor does a name that fits a second item tell anything of the one it was taken for.
        is_ambiguous,
        CASE WHEN entry.id_key IS NULL THEN 'none' WHEN contains(entry.id_key, '*') THEN 'masked' ELSE 'whole' END
            || CASE WHEN applied_on IS NULL THEN ' undated' ELSE '' END
            || CASE WHEN entry.item_is_read THEN ' read' ELSE '' END AS way,
        -- What is believed of each way before anything has been counted; a code may be wrong however well all is kept.
        CASE WHEN entry.id_key IS NULL THEN 0.01e0 WHEN contains(entry.id_key, '*') THEN 0.002e0 ELSE 0.0005e0 END
            * CASE WHEN applied_on IS NULL THEN 2 ELSE 1 END
            + CASE WHEN entry.item_is_read THEN 0.002e0 ELSE 0 END + $wrong_code AS guess
    FROM entry JOIN item USING (item_code) LEFT JOIN (SELECT DISTINCT r FROM link) AS linked ON linked.r = entry.r
    WHERE item.in_scope AND coalesce(origin, 'issued') NOT IN ('migrated', 'ex_officio')
        AND issued_on BETWEEN item.scope_from AND item.scope_to
), share AS (
    SELECT item_code, count(*) AS n, count(*) FILTER (WHERE is_alone) AS alone FROM kept
    WHERE NOT is_early AND NOT is_ambiguous GROUP BY item_code
), honest AS (
    SELECT way, count(*) AS n, count(*) FILTER (WHERE is_alone) AS alone
    FROM kept JOIN share USING (item_code) WHERE NOT is_early AND NOT is_ambiguous AND share.n >= 5 AND 100 * share.alone <= 8 * share.n GROUP BY way
), wrong AS (
    -- Wrong codes fall on every item of a department alike: few on a large one, on a small one they may be all there is.
    SELECT department_code, $wrong_code * sum(records) / count(*) AS arrivals FROM (
        SELECT item.department_code, item_code, count(entry.r) AS records FROM item LEFT JOIN entry USING (item_code)
        GROUP BY item.department_code, item_code) AS each_item
    GROUP BY department_code
), stray AS (
    -- What even the best kept lack is taken for real: somebody is served outside the hall now and then anywhere.
    SELECT least(0.05e0, greatest(0.002e0, (sum(alone) + 1) / (sum(n) + 200) - $wrong_code)) AS rate
    FROM honest WHERE way IN ('whole', 'whole undated')
), scale AS (
    -- How much better or worse this county's ledgers are than was believed, all ways together.
    SELECT least(5, greatest(0.05e0, (sum(alone) - sum(n) * stray.rate - sqrt(sum(n) * stray.rate) + 1)
        / (sum(n * guess) + 1))) AS factor
    FROM honest JOIN (SELECT DISTINCT way, guess FROM kept) USING (way), stray GROUP BY stray.rate
), lost AS (
    -- Only what is beyond the stray rate and beyond its own chance (one standard deviation) is the ledger's doing.
    SELECT way, stray.rate AS stray, greatest(guess * factor / 4, (100 * guess * factor
        + greatest(0, coalesce(alone - n * stray.rate - sqrt(n * stray.rate), 0))) / (coalesce(n, 0) + 100)) AS rate
    FROM (SELECT DISTINCT way, guess FROM kept) LEFT JOIN honest USING (way), stray, scale
), bypassed AS (
    -- How common bypassed items are, among those with enough records to see.
    SELECT least(0.4e0, (count(*) FILTER (WHERE 100 * alone >= 15 * n) + 2) / (count(*) + 15)) AS rate FROM share WHERE n >= 15
), expected AS (
    SELECT item_code, arrivals / count(*) AS mistaken, round(1e9 * least(0.9e0, (sum(rate + stray) + arrivals) / count(*))) / 1e9 AS rate
    FROM kept JOIN lost USING (way) JOIN item USING (item_code) JOIN wrong USING (department_code)
    WHERE NOT is_early AND NOT is_ambiguous GROUP BY item_code, arrivals
), told AS (
    -- Logarithm of how well each of ten shares outside explains the item's records.
    SELECT share.item_code, outside, ln(bypassed.rate / 10) + alone * ln(outside) + (n - alone) * ln(1 - outside) AS fits
    FROM share, bypassed, 
        (VALUES (0.1e0), (0.15e0), (0.2e0), (0.3e0), (0.4e0), (0.5e0), (0.6e0), (0.7e0), (0.8e0), (0.95e0)) AS shares(outside)
), best AS (
    SELECT item_code, max(fits) AS fits, max_by(outside, fits) AS outside FROM told GROUP BY item_code
), bypass AS (
    SELECT told.item_code, best.outside, best.fits + ln(round(1e9 * sum(exp(told.fits - best.fits))) / 1e9) AS fits
    FROM told JOIN best USING (item_code) GROUP BY told.item_code, best.outside, best.fits
), story AS (
    -- Logarithms of how well either story explains the item: it runs, or it is bypassed by whatever share.
    SELECT share.item_code, share.n, alone, expected.rate AS runs_rate, mistaken, bypass.outside, bypass.fits AS bypass,
        ln(1 - bypassed.rate) + alone * ln(expected.rate) + (share.n - alone) * ln(1 - expected.rate) AS runs
    FROM share JOIN expected USING (item_code) JOIN bypass USING (item_code), bypassed
), item_story AS (
    SELECT item_code, outside, mistaken, 1 / (1 + exp(greatest(-500, least(500, runs - bypass)))) AS is_bypassed,
        -- A large item that runs tells of its own strays.
        greatest(0, alone - n * (runs_rate - stray.rate)) + 300 * stray.rate AS strays, n + 300 AS among
    FROM story, stray
)
SELECT r, item_code, way, coalesce(is_bypassed, bypassed.rate) AS is_bypassed,
    coalesce(strays / among, lost.stray) / (coalesce(strays / among, lost.stray) + (lost.rate + coalesce(mistaken, 0))) AS stray_is_real,
    coalesce(is_bypassed, bypassed.rate) * coalesce(outside, 0.5e0)
        / (coalesce(outside, 0.5e0) + (1 - coalesce(outside, 0.5e0)) * (lost.rate + coalesce(mistaken, 0)))
    + (1 - coalesce(is_bypassed, bypassed.rate)) * coalesce(strays / among, lost.stray)
        / (coalesce(strays / among, lost.stray) + (lost.rate + coalesce(mistaken, 0))) AS belief
FROM kept JOIN lost USING (way) LEFT JOIN item_story USING (item_code), bypassed WHERE is_alone;
