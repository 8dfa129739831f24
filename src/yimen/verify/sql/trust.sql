-- How far a record without a case may be believed to have none, and none for this very item.
-- A ledger that is hard to read loses records on its own: where id, item and day are all there nearly every honest record
-- finds its case, where they are not some never will. So among the items that plainly run in the hall, each way of being
-- kept shows how often it alone loses a record; and an item is either one of those that run, where a lone record is
-- mostly the ledger's fault, or one of those that are bypassed, where it mostly is not (empirical Bayes, Robbins 1956).

CREATE TABLE trust AS
WITH seen AS (
    SELECT entry.r, entry.item_code, entry.department_code, linked.r IS NULL AS is_alone, entry.id_key, applied_on, issued_on,
        item_is_read, is_ambiguous, is_disputed OR coalesce(item_words, '') = 'another' AS is_disputed, linked.item_code AS case_item,
        CASE WHEN item_is_named THEN 'named' ELSE coalesce(item_words, 'read') END AS words
    FROM entry LEFT JOIN (SELECT r, min(item_code) AS item_code FROM link JOIN matter ON matter.c = link.c GROUP BY r) AS linked
        ON linked.r = entry.r
    WHERE coalesce(origin, 'issued') NOT IN ('migrated', 'ex_officio') AND entry.item_code IS NOT NULL AND NOT is_unseen
), kept AS (
    SELECT seen.r, item_code, seen.department_code, is_alone, words,
        -- Nor does a name that fits a second item tell anything of the one it was taken for.
        is_ambiguous, is_disputed,
        -- The first weeks hold last year's applications; they tell of the calendar and not of the ledger.
        coalesce(applied_on, issued_on - 60) < item.scope_from AS is_early,
        CASE WHEN id_key IS NULL THEN 'none' WHEN contains(id_key, '*') THEN 'masked' ELSE 'whole' END
            || CASE WHEN applied_on IS NULL THEN ' undated' ELSE '' END
            || CASE WHEN item_is_read THEN ' read' ELSE '' END AS way,
        -- What is believed of each way before anything has been counted.
        CASE WHEN id_key IS NULL THEN 0.01e0 WHEN contains(id_key, '*') THEN 0.002e0 ELSE 0.0005e0 END
            * CASE WHEN applied_on IS NULL THEN 2 ELSE 1 END
            + CASE WHEN item_is_read THEN 0.002e0 ELSE 0 END AS guess
    FROM seen JOIN item USING (item_code)
    WHERE item.in_scope AND issued_on BETWEEN item.scope_from AND item.scope_to
), share AS (
    SELECT item_code, count(*) AS n, count(*) FILTER (WHERE is_alone) AS alone FROM kept
    WHERE NOT is_early AND NOT is_ambiguous AND NOT is_disputed GROUP BY item_code
), namesake AS (
    -- Where a name fits several items, how likely a lone record is one of those that ought to have a case: as many are
    -- each one's as it has under its code or its name in full. An exempt item has no case for any of its own.
    SELECT named, sum(CASE WHEN in_scope THEN n ELSE 0 END) OVER (PARTITION BY department_code, core)
        / sum(n) OVER (PARTITION BY department_code, core) AS share
    FROM (
        SELECT item.item_code AS named, item.department_code, core, in_scope, coalesce(lone.n, 0) + 0.5e0 AS n
        FROM item LEFT JOIN (
            SELECT item_code, count(*) AS n FROM seen WHERE is_alone AND NOT is_ambiguous AND NOT is_disputed GROUP BY item_code
        ) AS lone ON lone.item_code = item.item_code
    ) AS counted
), honest AS (
    SELECT way, count(*) AS n, count(*) FILTER (WHERE is_alone) AS alone
    FROM kept JOIN share USING (item_code) CROSS JOIN lacking
    WHERE NOT is_early AND NOT is_ambiguous AND NOT is_disputed AND share.n >= 5
        AND 100 * share.alone <= (8 + 100 * lacking.rate) * share.n GROUP BY way
), coded AS (
    -- Under a wrong code: seen where the case stands under another item, department by department, held towards the
    -- share that the linkage has learnt as by 300 records more (its ledgers are not kept alike).
    SELECT department_code, item_code, count(*) FILTER (WHERE is_alone) AS alone, count(*) FILTER (WHERE NOT is_alone) AS linked,
        count(*) FILTER (WHERE case_item <> item_code) AS wrong
    FROM seen WHERE NOT item_is_read GROUP BY department_code, item_code
), careless AS (
    SELECT coded.department_code, sum(alone) AS alone, sum(linked) AS linked, sum(wrong) AS found,
        (sum(wrong) + 300 * $wrong_code) / (sum(linked) + 300) AS rate
    FROM coded GROUP BY department_code
), worded AS (
    -- What the ledger says of the item beside its code: nothing, the catalogue's words or words of its own. Who slips in
    -- the code leaves words of his own where they were, so that they hardly ever stand beside a wrong one.
    SELECT words, count(*) FILTER (WHERE case_item = item_code) AS own, count(*) FILTER (WHERE case_item <> item_code) AS wrong
    FROM seen WHERE NOT is_ambiguous AND NOT is_disputed GROUP BY words
), slipped AS (
    -- How many times more frequent each is among the wrong codes that found their case, held towards no difference.
    SELECT worded.words, (own + 1) / (all_own + 6) AS share,
        ((wrong + 20 * (own + 1) / (all_own + 6)) / (all_wrong + 20)) / ((own + 1) / (all_own + 6)) AS times
    FROM worded CROSS JOIN (SELECT sum(own) AS all_own, sum(wrong) AS all_wrong FROM worded) AS sums
), said AS (
    SELECT department_code, words, count(*) AS n FROM seen
    WHERE case_item = item_code AND NOT is_ambiguous AND NOT is_disputed GROUP BY department_code, words
), habit AS (
    SELECT department.department_code, slipped.words, share, times, coalesce(said.n, 0) AS n,
        sum(coalesce(said.n, 0)) OVER (PARTITION BY department.department_code) AS records
    FROM (SELECT DISTINCT department_code FROM seen) AS department CROSS JOIN slipped
    LEFT JOIN said ON said.department_code = department.department_code AND said.words = slipped.words
), stranger_words AS (
    -- The same in each department's own habit of writing.
    SELECT department_code, words, share * times / sum(share * times) OVER (PARTITION BY department_code) AS share
    FROM (SELECT department_code, words, times, (n + 20 * share) / (records + 20) AS share FROM habit) AS habits
), used AS (
    SELECT department_code, count(*) AS items FROM (
        SELECT department_code, item_code FROM entry WHERE item_code IS NOT NULL
        UNION SELECT department_code, item_code FROM matter) AS code GROUP BY department_code
), foreign_record AS (
    -- How many lone records of other items an item has to expect: a wrong code puts what has no case anywhere, and the
    -- one in four whose case is not found, on any item of the department, few on a large one and all there is on a small.
    SELECT item.item_code, coalesce(careless.rate * greatest(0, careless.alone - coalesce(coded.alone, 0)
            + 0.25e0 * (careless.linked - coalesce(coded.linked, 0))) / greatest(used.items - 1, 1), 0) AS n,
        -- How far that is a guess: the more slips of the department are known, the less.
        greatest(0.5e0, sqrt(2 / (2 + coalesce(careless.found, 0)))) AS doubt
    FROM item LEFT JOIN careless ON careless.department_code = item.department_code
    LEFT JOIN used ON used.department_code = item.department_code
    LEFT JOIN coded ON coded.item_code = item.item_code AND coded.department_code = item.department_code
), arrived AS (
    -- The same for the items that run, as a share of their records.
    SELECT sum(foreign_record.n) / (sum(share.n) + 1) AS rate FROM foreign_record JOIN share USING (item_code) CROSS JOIN lacking
    WHERE share.n >= 5 AND 100 * share.alone <= (8 + 100 * lacking.rate) * share.n
), stray AS (
    -- What even the best kept lack is taken for real: somebody is served outside the hall now and then anywhere.
    SELECT least(0.05e0, greatest(0.002e0, (sum(alone) - sum(n) * max(lacking.rate) + 1) / (sum(n) + 200)
        - coalesce(max(arrived.rate), 0))) AS rate
    FROM honest CROSS JOIN arrived CROSS JOIN lacking WHERE way IN ('whole', 'whole undated')
), lone_rate AS (
    -- What is lone in any way of being kept, for one reason or the other.
    SELECT stray.rate + lacking.rate AS rate FROM stray CROSS JOIN lacking
), scale AS (
    -- How much better or worse this county's ledgers are than was believed, all ways together.
    SELECT least(5, greatest(0.05e0, (sum(alone) - sum(n) * lone_rate.rate - sqrt(sum(n) * lone_rate.rate) + 1)
        / (sum(n * guess) + 1))) AS factor
    FROM honest JOIN (SELECT DISTINCT way, guess FROM kept) USING (way), lone_rate GROUP BY lone_rate.rate
), lost AS (
    -- Only what is beyond the usual rate and beyond its own chance (one standard deviation) is the ledger's doing.
    SELECT way, stray.rate AS stray, lacking.rate + CASE WHEN contains(way, ' undated') THEN undated_rate ELSE 0 END + greatest(guess * factor / 4, (100 * guess * factor
        + greatest(0, coalesce(alone - n * lone_rate.rate - sqrt(n * lone_rate.rate), 0))) / (coalesce(n, 0) + 100)) AS rate
    FROM (SELECT DISTINCT way, guess FROM kept) LEFT JOIN honest USING (way), stray, lone_rate, lacking, scale
), bypassed AS (
    -- How common bypassed items are, among those with enough records to see.
    SELECT least(0.4e0, (count(*) FILTER (WHERE 100 * alone >= (15 + 100 * lacking.rate) * n) + 2) / (count(*) + 15)) AS rate
    FROM share CROSS JOIN lacking WHERE n >= 15
), expected AS (
    SELECT item_code, round(1e9 * least(0.9e0, sum(rate + stray) / count(*))) / 1e9 AS rate
    FROM kept JOIN lost USING (way) WHERE NOT is_early AND NOT is_ambiguous AND NOT is_disputed GROUP BY item_code
), kind AS (
    SELECT kept.item_code, kept.words, count(*) AS n, count(*) FILTER (WHERE is_alone) AS alone,
        min(foreign_record.n * coalesce(stranger_words.share, 1)) AS strangers, min(doubt) AS doubt
    FROM kept JOIN foreign_record ON foreign_record.item_code = kept.item_code
    LEFT JOIN stranger_words ON stranger_words.department_code = kept.department_code AND stranger_words.words = kept.words
    WHERE NOT is_early AND NOT is_ambiguous AND NOT is_disputed GROUP BY kept.item_code, kept.words
), told AS (
    -- Logarithm of how well each of ten shares outside explains the item's records.
    SELECT share.item_code, outside, ln(bypassed.rate / 10) + alone * ln(outside + (1 - outside) * lacking.rate)
        + (n - alone) * (ln(1 - outside) + ln(1 - lacking.rate)) AS fits
    FROM share, bypassed, lacking,
        (VALUES (0.1e0), (0.15e0), (0.2e0), (0.3e0), (0.4e0), (0.5e0), (0.6e0), (0.7e0), (0.8e0), (0.95e0)) AS shares(outside)
), best AS (
    SELECT item_code, max(fits) AS fits, max_by(outside, fits) AS outside FROM told GROUP BY item_code
), bypass AS (
    SELECT told.item_code, best.outside, best.fits + ln(round(1e9 * sum(exp(told.fits - best.fits))) / 1e9) AS fits
    FROM told JOIN best USING (item_code) GROUP BY told.item_code, best.outside, best.fits
), running AS (
    -- How many strangers there are is itself but guessed: five equal parts of a gamma distribution of shape 2, about as
    -- far apart as the departments of one county.
    SELECT item_code, times, round(1e9 * sum(alone * ln(p) + (n - alone) * ln(1 - p))) / 1e9 AS fits
    FROM (
        SELECT guessed.*, rate + (1 - rate) * times * strangers / (times * strangers + n + 1) AS p
        FROM (SELECT kind.*, rate, 1 + (part - 1) * doubt AS times FROM kind JOIN expected ON expected.item_code = kind.item_code,
            (VALUES (0.23e0), (0.54e0), (0.84e0), (1.24e0), (2.15e0)) AS parts(part)) AS guessed) AS part
    GROUP BY item_code, times
), runs AS (
    SELECT running.item_code, best.fits + ln(round(1e9 * sum(exp(running.fits - best.fits)) / 5) / 1e9) AS fits,
        -- As many as they are once the item's own lone records have been seen.
        round(1e9 * sum(times * exp(running.fits - best.fits)) / sum(exp(running.fits - best.fits))) / 1e9 AS times
    FROM running JOIN (SELECT item_code, max(fits) AS fits FROM running GROUP BY item_code) AS best ON best.item_code = running.item_code
    GROUP BY running.item_code, best.fits
), story AS (
    -- Logarithms of how well either story explains the item: it runs, or it is bypassed by whatever share.
    SELECT share.item_code, share.n, share.alone, expected.rate AS runs_rate, times, times * arrived_here.strangers AS strangers,
        bypass.outside, bypass.fits AS bypass, ln(1 - bypassed.rate) + runs.fits AS runs
    FROM share JOIN expected USING (item_code) JOIN bypass USING (item_code) JOIN runs USING (item_code)
    JOIN (SELECT item_code, round(1e9 * sum(strangers)) / 1e9 AS strangers FROM kind GROUP BY item_code) AS arrived_here USING (item_code), bypassed
), item_story AS (
    SELECT item_code, outside, times, 1 / (1 + exp(greatest(-500, least(500, runs - bypass)))) AS is_bypassed,
        -- A large item that runs tells of its own strays.
        greatest(0, alone - strangers - n * (runs_rate - stray.rate)) + 300 * stray.rate AS strays, n + 300 AS among
    FROM story, stray
), doubted AS (
    SELECT kept.r, kept.item_code, way, is_bypassed, outside, is_early, strays / among AS stray, lost.stray AS usual,
        lost.rate + coalesce(times * strangers / kind.n, 0) AS fault,
        -- Where code and name contradict each other, or the name alone fits two items, it is a bypass, but whose? Only
        -- an item whose own records tell the same answers for it, and it may be none at all: an exempt namesake's.
        CASE WHEN is_ambiguous AND coalesce(is_bypassed, 0) < 0.5e0 THEN 0.8e0 * namesake.share
            WHEN is_disputed THEN 0.8e0 ELSE 1 END AS most
    FROM kept JOIN lost USING (way) JOIN namesake ON namesake.named = kept.item_code
    LEFT JOIN item_story USING (item_code)
    LEFT JOIN kind ON kind.item_code = kept.item_code AND kind.words = kept.words WHERE is_alone
)
SELECT r, item_code, way, coalesce(is_bypassed, bypassed.rate) AS is_bypassed,
    -- What a verdict may build on where the item as a whole runs: the best kept ledger too has rows whose case nobody
    -- finds, so that of such records six in ten are real on seeds 71 to 78 of `hard`, and more on cleaner ones. Those of
    -- the first weeks come together, as last year's applications do: several of them prove no more than one.
    (1 - lacking.doubt) * CASE WHEN is_early THEN 0.4e0 ELSE 0.75e0 END * coalesce(stray, usual) / (coalesce(stray, usual) + fault) AS stray_is_real,
    (1 - lacking.doubt) * least(most, coalesce(is_bypassed, bypassed.rate) * coalesce(outside, 0.5e0)
        / (coalesce(outside, 0.5e0) + (1 - coalesce(outside, 0.5e0)) * fault)
    + (1 - coalesce(is_bypassed, bypassed.rate)) * coalesce(stray, usual) / (coalesce(stray, usual) + fault)) AS belief
FROM doubted, bypassed, lacking;
