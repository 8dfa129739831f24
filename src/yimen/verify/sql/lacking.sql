-- Cases that were never handed in: how large a share of the ledger's records lacks its case for that reason.
-- `rate`: what every item lacks alike. `doubt`: where they are lacking in some items and not in others, or so many that
-- nothing can be read any more, how likely a record without a case is one of theirs.

CREATE TABLE lacking AS
WITH kept AS (
    SELECT entry.item_code, applied_on AS day, NOT EXISTS (SELECT 1 FROM link WHERE link.r = entry.r) AS is_alone
    FROM entry JOIN item ON item.item_code = entry.item_code
    WHERE coalesce(origin, 'issued') NOT IN ('migrated', 'ex_officio') AND NOT is_unseen AND NOT is_ambiguous AND NOT is_disputed
        AND item.in_scope AND issued_on BETWEEN item.scope_from AND item.scope_to
        -- The first weeks hold last year's applications.
        AND coalesce(applied_on, issued_on - 60) >= item.scope_from
), share AS (
    SELECT item_code, count(*) AS n, count(*) FILTER (WHERE is_alone) AS alone FROM kept GROUP BY item_code
), ranked AS (
    SELECT n, alone, row_number() OVER (ORDER BY alone / n, n, item_code) AS place, count(*) OVER () AS items FROM share WHERE n >= 8
), typical AS (
    -- The middle half of the items, of twenty at least: what most lack nobody has to answer for.
    SELECT least(coalesce(sum(alone) / sum(n), 0e0), 0.9e0) AS rate FROM ranked
    WHERE items >= 20 AND 4 * place > items AND 4 * place <= 3 * items
), spread AS (
    -- How far apart these are, in variances of chance and of a fifth of the rate, for no two items are quite alike.
    -- The middle half of what only chance has parted has a seventh of one; where one case in ten was lost less than one was
    -- seen, where they were one machine's or one clerk's more.
    SELECT sum(pow(alone - rate * n, 2)) / sum(n * rate * (1 - rate) + pow(0.2e0 * rate * n, 2)) AS dispersion
    FROM ranked CROSS JOIN typical
    WHERE rate > 0 AND 4 * place > items AND 4 * place <= 3 * items
), coming AS (
    -- Numbers skipped on a day beyond what so many cases a day skip on average: what is left is chance where drafts took
    -- the numbers, and losses where cases were lost.
    SELECT matter.day, coalesce(n, 0) - matter.cases * (SELECT sum(n) FROM skipped) / (SELECT count(*) FROM matter) AS beyond
    FROM (SELECT received_on AS day, count(*) AS cases FROM matter WHERE received_on IS NOT NULL GROUP BY received_on) AS matter
    LEFT JOIN skipped ON skipped.day = matter.day WHERE EXISTS (SELECT 1 FROM skipped)
), daily AS (
    SELECT coming.day, beyond, coalesce(linked, 0e0) AS linked, coalesce(alone, 0e0) AS alone
    FROM coming LEFT JOIN (
        SELECT day, CAST(count(*) FILTER (WHERE NOT is_alone) AS DOUBLE) AS linked, CAST(count(*) FILTER (WHERE is_alone) AS DOUBLE) AS alone
        FROM kept GROUP BY day) AS recorded ON recorded.day = coming.day
), sums AS (
    SELECT count(*) AS days, sum(alone) AS alone, sum(linked * linked) AS xx, sum(linked * beyond) AS xy,
        sum(beyond * beyond) AS yy, sum(linked * alone) AS xa, sum(beyond * alone) AS ya FROM daily
), fit AS (
    -- Records without a case by day, as so many of those that have one and so many of the numbers beyond (least squares).
    SELECT days, alone AS dated, xy / xx AS turn, (yy * xa - xy * ya) / (xx * yy - xy * xy) AS of_linked,
        (xx * ya - xy * xa) / (xx * yy - xy * xy) AS of_lost
    FROM sums WHERE days > 30 AND xx * yy > xy * xy
), scattered AS (
    -- Its standard error, whatever the days' own scatter (White 1980).
    SELECT dated, of_lost, sqrt(sum(pow((beyond - turn * linked) * (alone - of_linked * linked - of_lost * beyond), 2)))
        / sum(pow(beyond - turn * linked, 2)) AS error
    FROM daily CROSS JOIN fit GROUP BY dated, of_lost
), due AS (
    -- A number skipped by a draft has no record; one whose case was lost mostly has, and of that very day. So many of the
    -- records without a case may be theirs at most.
    SELECT round(1e6 * greatest(0, least(1, (of_lost + 2 * error) * (SELECT sum(n) FROM skipped) / greatest(dated, 1)))) / 1e6 AS share,
        of_lost / error AS sigmas FROM scattered WHERE error > 0
), all_told AS (
    SELECT may_lack, rate, coalesce(dispersion <= 1, false) AS is_alike, coalesce(due.share, 1) AS due, coalesce(sigmas, 3) AS sigmas,
        coalesce(silent.days / (days_between(starts, ends) + 1), 0) AS undated_rate
    FROM period CROSS JOIN numbering CROSS JOIN typical CROSS JOIN spread
    CROSS JOIN (SELECT sum(days_between(from_day, to_day) + 1) AS days FROM silent WHERE days_between(from_day, to_day) < 29) AS silent
    LEFT JOIN due ON true
)
SELECT CASE WHEN may_lack < 1 OR is_alike THEN least(rate, may_lack) ELSE 0 END AS rate,
    -- Where numbers do not run on, items that lack unlike shares are not told from those that are bypassed.
    CASE WHEN may_lack = 0 OR may_lack = 1 AND NOT is_alike THEN 0 WHEN least(rate, may_lack) > 0.12e0 THEN 1
        WHEN may_lack = 1 OR is_alike AND rate BETWEEN 0.75e0 * may_lack AND 1.5e0 * may_lack THEN 0
        -- Where items lack less than the numbers, drafts may have taken these; where next to nothing, it is likelier, and
        -- less so where some lack far more than others.
        WHEN sigmas > CASE WHEN NOT rate BETWEEN 0.01e0 AND may_lack THEN 3 WHEN is_alike THEN 2 ELSE 1.5e0 END THEN due
        ELSE 0 END AS doubt,
    -- A record whose day of application nobody knows may be of the days of which nothing was handed in. What is issued
    -- within a month of a longer silence is not judged at all.
    least(0.9e0, undated_rate) AS undated_rate
FROM all_told;
