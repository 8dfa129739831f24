-- The canonical layer: every text cleaned once, every row numbered in the order of its key (not of the file),
-- so that the answer does not depend on how the rows were handed in.

-- What an item is called, read in five ways, from the fullest to the barest. A stage each: see `_of` in the macros.
CREATE TEMPORARY TABLE called AS
SELECT item_name, item_base_of(clean) AS base, item_text_of(clean) AS full_text, trimmed, contains(clean, '(') AS is_bracketed,
    item_fold_of(trimmed) AS fold, item_core_of(trimmed) AS core
FROM (SELECT *, item_trimmed_of(plain) AS trimmed
    FROM (SELECT *, item_plain_of(clean) AS plain
        FROM (SELECT item_name, squeezed(item_name) AS clean
            FROM (SELECT item_name FROM items UNION SELECT item_name FROM register) WHERE item_name IS NOT NULL)));

CREATE TABLE item AS
SELECT items.*, period.starts, period.ends, base, full_text, trimmed, fold, core,
    -- Only on-application items declared for the main hall can run around it; unknown is never guessed.
    initiation = 'on_application' AND entry_mode IN ('hall', 'entrusted') AS in_scope,
    greatest(coalesce(entry_from, period.starts), period.starts) AS scope_from,
    least(coalesce(entry_to, period.ends), period.ends) AS scope_to
FROM items LEFT JOIN called ON called.item_name = items.item_name CROSS JOIN period;

CREATE TABLE matter AS
SELECT row_number() OVER (ORDER BY case_no) AS c, case_no, cases.item_code,
    coalesce(cases.department_code, item.department_code) AS department_code, channel, result,
    timed(received_at) AS received_at, timed(accepted_at) AS accepted_at, timed(decided_at) AS decided_at,
    timed(finished_at) AS finished_at, recorded_at, latest(accepted_at) AS accepted_by, latest(decided_at) AS decided_by,
    window_code, operator_code,
    squeezed(terminal) AS terminal, applicant_name,
    coalesce(CAST(received_at AS DATE), CAST(accepted_at AS DATE)) AS received_on,
    coalesce(CAST(accepted_at AS DATE), CAST(received_at AS DATE)) AS accepted_on,
    CAST(decided_at AS DATE) AS decided_on,
    id_key_of(id) AS id_key, name_key_of(name) AS name_key, document_key(document_no) AS document_key,
    document_no, item.core AS item_base,
    coalesce(item.in_scope AND coalesce(CAST(received_at AS DATE), CAST(accepted_at AS DATE))
        BETWEEN item.scope_from AND item.scope_to, false) AS in_scope
FROM (SELECT *, id_text(applicant_id) AS id, squeezed(applicant_name) AS name FROM cases) AS cases
LEFT JOIN item USING (item_code);

-- Where and when each hall was open, and the next opening after each of its days.
CREATE TABLE open_day AS
SELECT hall_code, date AS day, opens_at, closes_at, kind,
    lead(date) OVER (PARTITION BY hall_code ORDER BY date) AS next_day,
    coalesce(date_diff('minute', opens_at, closes_at) >= 300, true) AS is_full_day
FROM hall_days LEFT JOIN halls USING (hall_code) WHERE date IS NOT NULL;

-- The first opening of the hall after a day, and the one after it: on an open Saturday there may be nobody to write up Friday.
CREATE TABLE main_day AS
SELECT day, min(next_day) AS next_day, greatest(min(next_day) + 1, min(after_next)) AS until FROM (
    SELECT *, lead(day, 2) OVER (PARTITION BY hall_code ORDER BY day) AS after_next FROM open_day) AS opened
WHERE kind IS DISTINCT FROM 'branch' GROUP BY day;

-- Stretches of days on which the hall was open and not one case came in where twenty were due: what nobody handed in.
-- Which matters had a case then is not known. An open Saturday may stay empty and is not counted. Before and after the list
-- of opening days every Monday to Friday is taken for one, and eight of them are asked for: more than any holiday has.
-- Where only one or two departments hand in cases it may be they who stayed away.
CREATE TABLE silent AS
WITH opened AS (
    SELECT day, true AS is_listed FROM main_day, period WHERE day BETWEEN starts AND ends AND isodow(day) < 6
    UNION ALL SELECT CAST(day AS DATE), false FROM period, unnest(generate_series(CAST(starts AS TIMESTAMP), CAST(ends AS TIMESTAMP),
        INTERVAL 1 DAY)) AS days(day)
    WHERE ends - starts < 3700 AND isodow(day) < 6
        AND NOT coalesce(day BETWEEN (SELECT min(day) FROM main_day) AND (SELECT max(day) FROM main_day), false)
), busy AS (
    SELECT received_on AS day, count(*) AS n FROM matter, period WHERE received_on BETWEEN starts AND ends GROUP BY received_on
), due AS (
    SELECT coalesce((SELECT sum(n) FROM busy), 0) / (SELECT count(*) FROM opened) AS daily
    FROM (SELECT count(DISTINCT department_code) AS n FROM matter) AS department WHERE n > 2
), between_days AS (
    SELECT day, lead(day) OVER (ORDER BY day) AS next FROM (
        SELECT day FROM busy UNION SELECT starts - 1 FROM period UNION SELECT ends + 1 FROM period)
)
SELECT between_days.day + 1 AS from_day, next - 1 AS to_day
FROM between_days JOIN opened ON opened.day > between_days.day AND opened.day < next CROSS JOIN due
GROUP BY between_days.day, next, daily HAVING count(*) * daily >= 20 AND (bool_or(is_listed) OR count(*) >= 8);

CREATE TABLE entry AS
WITH named AS (
    SELECT DISTINCT department_code, called.* FROM register JOIN called USING (item_name)
),
-- From the surest reading of a free-text name to the least; a reading counts only when one single item fits it.
reading AS (
    SELECT named.department_code, named.item_name, item.item_code, 1 AS rank
    FROM named JOIN item ON item.full_text = named.full_text AND item.department_code = named.department_code
    UNION ALL
    SELECT named.department_code, named.item_name, item.item_code, 1.5
    FROM named JOIN item ON item.trimmed = named.trimmed AND item.department_code = coalesce(named.department_code, item.department_code)
    UNION ALL
    SELECT named.department_code, named.item_name, item.item_code, 2
    FROM named JOIN item ON item.base = named.base AND item.department_code = coalesce(named.department_code, item.department_code)
    UNION ALL
    SELECT named.department_code, named.item_name, item.item_code, 3
    FROM named JOIN item ON item.fold = named.fold AND item.department_code = coalesce(named.department_code, item.department_code)
    UNION ALL
    SELECT named.department_code, named.item_name, item.item_code, 4
    FROM named JOIN item ON item.core = named.core AND item.department_code = coalesce(named.department_code, item.department_code)
    UNION ALL
    SELECT named.department_code, named.item_name, item.item_code, 5
    FROM named JOIN item ON item.full_text = named.full_text
),
plain AS (
    SELECT department_code, item_name, rank, min(item_code) AS item_code FROM reading
    GROUP BY ALL HAVING count(DISTINCT item_code) = 1
),
likest AS (
    -- Nothing but likeness, where nothing else told: the best of the department, far better than the next best.
    SELECT named.department_code, named.item_name, item_code, likeness(item.core, named.core) AS alike
    FROM named ANTI JOIN plain USING (department_code, item_name) JOIN item USING (department_code)
    WHERE likeness(item.core, named.core) >= 0.75
    QUALIFY alike > 0.2 + coalesce(lead(alike) OVER (PARTITION BY named.department_code, named.item_name ORDER BY alike DESC), 0)
        AND row_number() OVER (PARTITION BY named.department_code, named.item_name ORDER BY alike DESC, item_code) = 1
),
sole AS (FROM plain UNION ALL SELECT department_code, item_name, 6, item_code FROM likest),
alike AS (
    -- A name without its bracket may mean any of the items that differ in nothing else; one that was written out with
    -- its bracket, and is some item's to the letter, means that one.
    SELECT named.department_code, named.item_name FROM named JOIN item USING (department_code, core)
    WHERE NOT contains(named.trimmed, '(')
    GROUP BY ALL HAVING count(*) > 1 AND NOT bool_or(named.is_bracketed AND item.full_text = named.full_text)
),
chosen AS (
    SELECT sole.department_code, sole.item_name, min_by(item_code, rank) AS item_code, min(rank) AS rank,
        max(alike.item_name) IS NOT NULL AS is_ambiguous
    FROM sole LEFT JOIN alike ON alike.item_name = sole.item_name AND alike.department_code IS NOT DISTINCT FROM sole.department_code
    GROUP BY sole.department_code, sole.item_name
)
SELECT row_number() OVER (ORDER BY record_no) AS r, record_no,
    coalesce(register.department_code, coded.department_code, named.department_code) AS department_code,
    coalesce(coded.item_code, chosen.item_code) AS item_code, coded.item_code IS NULL AS item_is_read,
    coded.item_code IS NULL AND coalesce(chosen.is_ambiguous, false) AS is_ambiguous,
    -- No code, so no wrong one, and in full the name of one item.
    coalesce(coded.item_code IS NULL AND chosen.rank <= 2 AND NOT chosen.is_ambiguous, false) AS item_is_named,
    -- A code, and whether the record has words of its own for the very item: a slip of the code leaves them where they were.
    CASE WHEN coded.item_code IS NULL THEN NULL WHEN register.item_name IS NULL THEN 'none'
        WHEN chosen.item_code = coded.item_code THEN CASE WHEN chosen.rank <= 1.5 THEN 'full' ELSE 'own' END
        WHEN chosen.item_code IS NULL THEN 'unknown' ELSE 'another' END AS item_words,
    -- The code says one item and the name, in full, another of the same department: one of the two is a slip.
    coalesce(coded.item_code <> chosen.item_code AND chosen.rank <= 1.5 AND NOT chosen.is_ambiguous, false) AS is_disputed,
    CASE WHEN coded.item_code IS NULL AND chosen.item_code IS NULL THEN called.core END AS item_base,
    register.item_name, holder_name, applied_on, issued_on, origin, document_no,
    -- Applied for when the hall's register is silent; or perhaps so, where the day is not known.
    EXISTS (SELECT 1 FROM silent WHERE coalesce(applied_on, issued_on) BETWEEN from_day
        AND to_day + CASE WHEN applied_on IS NULL THEN CAST(least(30, to_day - from_day + 1) AS INTEGER) ELSE 0 END) AS is_unseen,
    id_key_of(id) AS id_key, name_key_of(name) AS name_key, document_key(document_no) AS document_key
FROM (SELECT *, id_text(holder_id) AS id, squeezed(holder_name) AS name FROM register) AS register
LEFT JOIN called ON called.item_name = register.item_name
LEFT JOIN item AS coded ON coded.item_code = register.item_code
LEFT JOIN chosen ON chosen.item_name = register.item_name
    AND chosen.department_code IS NOT DISTINCT FROM register.department_code
LEFT JOIN item AS named ON named.item_code = chosen.item_code;

DROP TABLE called;

CREATE TABLE counter AS
SELECT window_code, hall_code, coalesce(kind, 'main') AS kind, squeezed(terminal) AS terminal,
    coalesce(from_date, DATE '0001-01-01') AS from_date, coalesce(to_date, DATE '9999-12-31') AS to_date
FROM windows LEFT JOIN halls USING (hall_code);

CREATE TABLE stationed AS
SELECT operator_code, postings.department_code, window_code, counter.hall_code, counter.kind,
    coalesce(postings.from_date, DATE '0001-01-01') AS from_date,
    coalesce(postings.to_date, DATE '9999-12-31') AS to_date
FROM postings LEFT JOIN (SELECT DISTINCT window_code, hall_code, kind FROM counter) AS counter USING (window_code);

-- The whole hall's machines were down: nearly all windows, and more than one, wrote the day on the next two openings.
CREATE TABLE outage AS
SELECT received_on AS day, coalesce(until, received_on + 4) AS until
FROM matter LEFT JOIN main_day ON main_day.day = matter.received_on
WHERE channel = 'window' AND received_on IS NOT NULL
    AND NOT EXISTS (SELECT 1 FROM counter WHERE counter.window_code = matter.window_code AND counter.kind = 'branch')
    -- A machine elsewhere goes on working while the hall is dark, whatever window it claims to be.
    AND (terminal IS NULL OR terminal IN (SELECT terminal FROM counter WHERE kind IS DISTINCT FROM 'branch'))
GROUP BY received_on, until
HAVING count(DISTINCT window_code) >= 3
    AND 10 * count(*) FILTER (WHERE CAST(recorded_at AS DATE) > received_on
        AND CAST(recorded_at AS DATE) <= coalesce(until, received_on + 4)) >= 9 * count(*);

-- What the hall declared of its machines, and whether it may be believed: told within a day of its beginning, and
-- while it lasted the windows that it names wrote at most one in ten of what they received then.
CREATE TEMPORARY TABLE declared AS
SELECT row_number() OVER (ORDER BY starts_at, hall_code, window_code) AS d, hall_code, window_code, starts_at,
    coalesce(ends_at, CAST(main_day.day AS TIMESTAMP) + INTERVAL 1 DAY) AS ends_at, outages.recorded_at,
    coalesce(main_day.until, CAST(starts_at AS DATE) + 4) AS until,
    outages.recorded_at <= starts_at + INTERVAL 1 DAY AS is_prompt
FROM outages JOIN main_day ON main_day.day = CAST(starts_at AS DATE);

CREATE TEMPORARY TABLE while_dark AS
SELECT DISTINCT case_no, matter.recorded_at, d, starts_at, ends_at, until, is_prompt, declared.recorded_at AS told_at
FROM matter JOIN counter ON counter.window_code = matter.window_code
    -- A machine elsewhere goes on working while the hall is dark, whatever window it claims to be.
    AND (matter.terminal IS NULL OR matter.terminal = counter.terminal)
JOIN declared ON declared.hall_code = counter.hall_code AND declared.window_code IN ('*', counter.window_code)
    AND matter.received_at >= declared.starts_at AND matter.received_at < declared.ends_at
WHERE channel = 'window';

CREATE TABLE excuse AS
SELECT case_no, bool_or(is_prompt AND NOT is_belied) AS holds,
    CASE WHEN bool_or(is_prompt) THEN '；大厅当时登记过停机，但停机时段内窗口仍在即时入库，登记不足以说明迟录'
        ELSE '；大厅登记过停机，但' || minute_text(min(told_at)) || '才登记（事后登记），只作参考' END AS words
FROM while_dark JOIN (
    SELECT d, 10 * count(*) FILTER (WHERE recorded_at < ends_at) > count(*) AS is_belied FROM while_dark GROUP BY d
) AS judged USING (d)
WHERE CAST(recorded_at AS DATE) <= until
GROUP BY case_no;

DROP TABLE while_dark;
DROP TABLE declared;
