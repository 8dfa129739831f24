-- A few counties: who lives there, what they handed in, what the hall wrote down and what the departments did.
CREATE MACRO IF NOT EXISTS digit(body, n) AS ascii(substr(body, n, 1)) - 48;
CREATE MACRO IF NOT EXISTS resident(body) AS body || substr('10X98765432', 1 + (7 * digit(body, 1) + 9 * digit(body, 2)
    + 10 * digit(body, 3) + 5 * digit(body, 4) + 8 * digit(body, 5) + 4 * digit(body, 6) + 2 * digit(body, 7) + digit(body, 8)
    + 6 * digit(body, 9) + 3 * digit(body, 10) + 7 * digit(body, 11) + 9 * digit(body, 12) + 10 * digit(body, 13)
    + 5 * digit(body, 14) + 8 * digit(body, 15) + 4 * digit(body, 16) + 2 * digit(body, 17)) % 11, 1);
CREATE MACRO IF NOT EXISTS at_time(day, seconds) AS CAST(day AS TIMESTAMP) + to_seconds(CAST(seconds AS BIGINT));

CREATE OR REPLACE TABLE here AS SELECT * FROM county WHERE county >= {first} AND county < {last};

CREATE OR REPLACE TABLE person AS
WITH numbered AS (
    SELECT county, region, CAST(n AS INTEGER) AS n, county * 10000000 + n AS p FROM here, range({most}) AS t(n) WHERE n < 10 + 0.55 * matters
), kin AS (
    -- Parents, brothers and sisters: one surname, and the same first character now and then.
    SELECT *, CASE WHEN n > 0 AND chance(p, 'kin') < 0.06 THEN p - 1 ELSE p END AS house FROM numbered
)
SELECT county, n, surname_at.text || CASE WHEN chance(p, 'single') < 0.13 THEN '' ELSE first_at.text END || second_at.text AS name,
    resident(CASE WHEN chance(p, 'born') < 0.85 THEN region
            ELSE '23' || lpad(CAST(1 + pick(p, 'city', 13) AS VARCHAR), 2, '0') || CAST(21 + pick(p, 'born in', 9) AS VARCHAR) END
        || strftime(DATE '1940-01-01' + CAST(11850 * (chance(p, 'year') + chance(p, 'other year')) AS INTEGER), '%Y%m%d')
        || lpad(CAST(pick(p, 'order', 1000) AS VARCHAR), 3, '0')) AS identity
FROM kin JOIN surname_at ON surname_at.slot = pick(house, 'surname', 4096)
JOIN first_at ON first_at.slot = pick(CASE WHEN chance(p, 'generation') < 0.5 THEN house ELSE p END, 'first', 4096)
JOIN second_at ON second_at.slot = pick(p, 'second', 4096);

CREATE OR REPLACE TABLE firm AS
WITH numbered AS (
    SELECT county, region, place, CAST(n AS INTEGER) AS n, county * 10000000 + 9000000 + n AS p FROM here, range({most}) AS t(n)
    WHERE n < 10 + 0.1 * matters
), drawn AS (
    SELECT *, CASE WHEN n > 0 AND chance(p, 'namesake') < 0.05 THEN p - 1 ELSE p END AS brand, hash(p, 'code', {seed}) AS h FROM numbered
), coded AS (
    SELECT *, '91' || region || substr(signs, 1 + CAST(h % 31 AS INTEGER), 1) || substr(signs, 1 + CAST((h >> 5) % 31 AS INTEGER), 1)
        || substr(signs, 1 + CAST((h >> 10) % 31 AS INTEGER), 1) || substr(signs, 1 + CAST((h >> 15) % 31 AS INTEGER), 1)
        || substr(signs, 1 + CAST((h >> 20) % 31 AS INTEGER), 1) || substr(signs, 1 + CAST((h >> 25) % 31 AS INTEGER), 1)
        || substr(signs, 1 + CAST((h >> 30) % 31 AS INTEGER), 1) || substr(signs, 1 + CAST((h >> 35) % 31 AS INTEGER), 1)
        || substr(signs, 1 + CAST((h >> 40) % 31 AS INTEGER), 1) AS body,
        9 + 3 + 9 * digit(region, 1) + 27 * digit(region, 2) + 19 * digit(region, 3) + 26 * digit(region, 4) + 16 * digit(region, 5)
        + 17 * digit(region, 6) + CAST(20 * (h % 31) + 29 * ((h >> 5) % 31) + 25 * ((h >> 10) % 31) + 13 * ((h >> 15) % 31)
        + 8 * ((h >> 20) % 31) + 24 * ((h >> 25) % 31) + 10 * ((h >> 30) % 31) + 30 * ((h >> 35) % 31) + 28 * ((h >> 40) % 31) AS INTEGER) AS total
    FROM drawn, (SELECT '0123456789ABCDEFGHJKLMNPQRTUWXY' AS signs)
)
SELECT county, n, [place, place, place, '黑龙江省', left(place, 2), ''][1 + pick(p, 'prefix', 6)]
    || sign_at({brand}, brand, 'one') || sign_at({brand}, brand, 'two') || CASE WHEN chance(brand, 'three') < 0.35 THEN sign_at({brand}, brand, 'third') ELSE '' END
    || string_split({trades}, ' ')[1 + pick(p, 'trade', {trade_count})]
    || ['有限公司', '有限公司', '有限公司', '有限责任公司', '农民专业合作社', '经销部'][1 + pick(p, 'form', 6)] AS name,
    body || substr('0123456789ABCDEFGHJKLMNPQRTUWXY', 1 + (31 - total % 31) % 31, 1) AS identity
FROM coded;

CREATE OR REPLACE TABLE drawn AS
WITH numbered AS (
    SELECT county, CAST(m AS INTEGER) AS m, county * 10000000 + m AS k, county * 10000000 + m // 4 * 4 AS block,
        agency_share, opens_saturdays, matters FROM here, range({most}) AS t(m) WHERE m < matters
), sourced AS (
    -- Like matters of one person within days: a block of four takes applicant, item and day from its first.
    -- Regular customers: one firm of a hundred hands in the same thing all year round, some forty times.
    SELECT *, CASE WHEN chance(block, 'burst') < 0.05 THEN block ELSE k END AS s, chance(k, 'agency') < agency_share AS is_agency,
        10 + 0.1 * matters AS firms, 10 + 0.55 * matters AS persons FROM numbered
), known AS (
    SELECT *, s = k AND chance(k, 'regular') < 0.04 AS is_regular, pick(k, 'regular who', 1 + CAST(firms // 100 AS INTEGER)) AS regular FROM sourced
)
SELECT county, m, k, s, is_agency, opens_saturdays, is_regular OR chance(s, 'firm') < 0.32 AS is_firm,
    CASE WHEN is_regular THEN pick(county * 10000000 + regular, 'regular item', 16384) ELSE pick(s, 'item', 16384) END AS slot,
    CASE WHEN is_regular THEN regular ELSE
        CAST(floor(CASE WHEN chance(s, 'firm') < 0.32 THEN firms ELSE persons END * pow(chance(s, 'who'), 1.2)) AS INTEGER) END AS n,
    CASE WHEN s <> k THEN pick(k, 'step', 4) ELSE 0 END AS step, chance(k, 'channel') AS way
FROM known;

CREATE OR REPLACE TABLE matter AS
WITH chosen AS (
    SELECT drawn.* EXCLUDE (slot), item.* EXCLUDE (county, k), chance(drawn.k, 'off') < off_share AND NOT is_agency AS is_off,
        CASE WHEN behaviour IN ('back_filled', 'branch_hall', 'unposted') AND chance(drawn.k, 'off') < off_share THEN 'window'
            WHEN is_agency AND way < 0.7 OR way < 0.36 THEN 'online' WHEN way < 0.4 THEN 'post' ELSE 'window' END AS channel
    FROM drawn JOIN item_slot USING (county, slot) JOIN (SELECT county, i FROM item WHERE rank = 0) AS top USING (county)
    JOIN item ON item.county = drawn.county AND item.i = CASE WHEN is_agency THEN top.i ELSE item_slot.i END
), dated AS (
    SELECT chosen.*, CASE WHEN channel = 'online' THEN least(DATE '2023-12-31', DATE '2023-01-01' + pick(s, 'day', 365) + step) ELSE open_slot.day END AS day
    FROM chosen JOIN open_slot ON open_slot.opens_saturdays = chosen.opens_saturdays
        AND open_slot.slot = least(CASE WHEN chosen.opens_saturdays THEN {slots_saturday} ELSE {slots} END - 1,
            pick(s, 'day', CASE WHEN chosen.opens_saturdays THEN {slots_saturday} ELSE {slots} END) + 4 * step)
), told AS (
    SELECT dated.*, turn, is_work, CASE WHEN is_exempt THEN CASE WHEN is_off THEN 'elsewhere' ELSE 'hall' END
            WHEN dated.day < entry_from THEN 'before' WHEN chance(k, 'origin') < 0.008 THEN 'migrated' WHEN chance(k, 'origin') < 0.014 THEN 'carried'
            WHEN is_off AND behaviour IN ('hollow', 'bypassed', 'honest') THEN 'off_hall' ELSE 'hall' END AS kind,
        CASE WHEN channel = 'online' THEN 21600 + pick(k, 'second', 60000) WHEN NOT is_work THEN 32700 + pick(k, 'second', 9000)
            WHEN chance(k, 'half') < 0.55 THEN 31000 + pick(k, 'second', 10800) ELSE 48700 + pick(k, 'second', 10000) END AS second
    FROM dated JOIN calendar USING (day)
), decided AS (
    SELECT told.*, at_time(told.day, second) AS received_at, at_time(told.day, second + 60 + pick(k, 'accept', 540)) AS accepted_at,
        CASE WHEN handling = 'instant' AND channel <> 'post' THEN at_time(told.day, second + 660 + pick(k, 'decide', 1500))
            ELSE at_time(workday.day, 31500 + pick(k, 'decide', 28000)) END AS decided,
        CASE WHEN kind IN ('off_hall', 'elsewhere', 'before', 'migrated', 'carried') OR chance(k, 'result') < 0.955 THEN 'granted'
            WHEN chance(k, 'result') < 0.985 THEN 'refused' ELSE 'withdrawn' END AS outcome,
        kind = 'hall' AND is_off AND behaviour IN ('back_filled', 'branch_hall', 'unposted') AS is_bad
    FROM told JOIN workday ON workday.turn = told.turn + 1 + CAST(floor(pow(chance(k, 'lag'), 1.5) * (promised_days - 1)) AS INTEGER)
), issued AS (
    SELECT decided.*, late.day AS late_day, soon.day AS soon_day,
        CASE WHEN decided >= TIMESTAMP '2024-01-01' THEN 'pending' ELSE outcome END AS result,
        CASE kind WHEN 'migrated' THEN DATE '2010-01-01' + pick(k, 'long ago', 4300) WHEN 'carried' THEN DATE '2022-11-01' + pick(k, 'long ago', 55)
            ELSE decided.day END AS applied,
        CASE kind WHEN 'migrated' THEN DATE '2010-01-01' + pick(k, 'long ago', 4300) + 5 WHEN 'carried' THEN DATE '2023-01-03' + pick(k, 'issued', 40)
            ELSE CAST(decided AS DATE) + CASE WHEN chance(k, 'printed') < 0.75 THEN 0 WHEN chance(k, 'printed') < 0.95 THEN 1 + pick(k, 'print', 3)
                ELSE 4 + pick(k, 'print', 20) END END AS issued
    FROM decided JOIN workday AS late ON late.turn = decided.turn + CASE WHEN handling = 'instant' THEN 0 ELSE 1 + CAST(floor(pow(chance(k, 'lag'), 1.5) * (promised_days - 1)) AS INTEGER) END + 2 + pick(k, 'late', 6)
    JOIN workday AS soon ON soon.turn = decided.turn + 1
), named AS (
    SELECT issued.*, CASE WHEN is_agency THEN {agency_name} WHEN is_firm THEN firm.name ELSE person.name END AS name,
        CASE WHEN is_agency THEN {agency_identity} WHEN is_firm THEN firm.identity ELSE person.identity END AS identity,
        CASE WHEN is_bad AND behaviour = 'branch_hall' OR entry_mode = 'branch_hall' THEN 1 ELSE 0 END AS hall_number,
        outage.day IS NOT NULL AS is_dark
    FROM issued LEFT JOIN firm ON is_firm AND firm.county = issued.county AND firm.n = issued.n
    LEFT JOIN person ON NOT is_firm AND person.county = issued.county AND person.n = issued.n
    LEFT JOIN outage ON outage.county = issued.county AND outage.day = issued.day
), seated AS (
    SELECT named.*, desk.window_code, desk.hall_code, desk.terminal, desk.w, desk.is_replaced, is_dark AND hall_number = 0 AND channel = 'window' AS was_dark
    FROM named JOIN desk ON desk.county = named.county AND desk.n = hall_number
        AND desk.d = CASE WHEN hall_number = 1 THEN 0 ELSE named.d END
        AND desk.seat = pick(k, 'seat', CASE WHEN hall_number = 1 THEN 3 WHEN named.d < 8 THEN 2 ELSE 1 END)
)
SELECT seated.* EXCLUDE (applied, issued), kind = 'hall' AS is_case, applied, issued,
    issued <= DATE '2023-12-31' AND outcome = 'granted' AND (kind <> 'hall' OR result = 'granted')
        AND (kind IN ('migrated', 'carried') OR chance(k, 'gap') >= CASE WHEN is_thin THEN 0.85 WHEN kind = 'hall' THEN 0.03 ELSE 0 END) AS is_record,
    CASE WHEN is_bad THEN behaviour ELSE '' END AS case_truth,
    CASE WHEN is_bad AND behaviour = 'back_filled' THEN at_time(late_day, 64800 + pick(k, 'evening', 12000))
        WHEN was_dark THEN at_time(soon_day, 31000 + pick(k, 'morning', 6500))
        ELSE accepted_at + to_seconds(20 + pick(k, 'record', 200)) END AS recorded_at,
    outcome = 'granted' AND chance(k, 'document') < 0.6 AS is_documented,
    -- A colleague of the hall stands in now and then.
    CASE WHEN hall_number = 0 AND chance(k, 'stand in') < 0.015 THEN pick(k, 'colleague', 43) ELSE w END AS operator_desk
FROM seated;

CREATE OR REPLACE TABLE document AS
SELECT k, '〔2023〕' || CAST(row_number() OVER (PARTITION BY department_code ORDER BY decided, k) AS VARCHAR) || '号' AS number
FROM matter WHERE is_documented AND kind IN ('hall', 'off_hall', 'before', 'elsewhere');

CREATE OR REPLACE TABLE hall_case AS
SELECT matter.county, matter.region, k, matter.region || strftime(recorded_at, '%Y%m%d')
        || lpad(CAST(row_number() OVER (PARTITION BY matter.county ORDER BY recorded_at, k) AS VARCHAR), 8, '0') AS case_no,
    item_code, matter.department_code, matter.name, identity, channel, received_at, accepted_at,
    CASE WHEN result <> 'pending' THEN decided END AS decided_at,
    CASE WHEN result <> 'pending' THEN decided + to_seconds(60 + CASE WHEN handling = 'instant' THEN pick(k, 'finish', 1800) ELSE pick(k, 'finish', 60000) END) END AS finished_at,
    recorded_at, handling, case_truth, result,
    CASE WHEN channel <> 'online' THEN matter.window_code END AS window_code,
    CASE WHEN channel = 'online' THEN NULL WHEN case_truth = 'unposted' AND chance(k, 'how') < 0.5 THEN matter.region || 'X' || CAST(matter.d AS VARCHAR)
        ELSE posting.operator_code END AS operator_code,
    CASE WHEN channel = 'online' THEN NULL WHEN case_truth = 'unposted' AND chance(k, 'how') >= 0.5 THEN '192.168.' || CAST(matter.d AS VARCHAR) || '.' || CAST(2 + pick(k, 'office', 30) AS VARCHAR)
        ELSE matter.terminal END AS terminal,
    CASE WHEN result = 'granted' AND chance(k, 'shown') < 0.65 THEN left(place, 1) || sign || '许字' || number END AS document_no
FROM matter JOIN department ON department.county = matter.county AND department.d = matter.d LEFT JOIN document USING (k)
JOIN desk AS own ON own.county = matter.county AND own.w = operator_desk
JOIN posting ON posting.county = matter.county AND posting.w = operator_desk
    AND posting.who = CASE WHEN pick(k, 'who', 2) = 1 AND own.is_replaced AND day >= DATE '2023-07-01' THEN 2 ELSE pick(k, 'who', 2) END
WHERE is_case;

CREATE OR REPLACE TABLE record AS
SELECT matter.county, matter.region, k, item_code, matter.department_code, item_name, department.name AS office, place, matter.name, identity, is_firm OR is_agency AS is_firm,
    applied, issued, kind, CASE WHEN kind = 'off_hall' THEN 'off_hall' ELSE '' END AS truth, case_no, second_at.text AS other_sign,
    CASE WHEN kind = 'migrated' THEN 'migrated' WHEN initiation = 'ex_officio' THEN 'ex_officio' WHEN chance(k, 'origin known') < 0.15 THEN NULL
        WHEN chance(k, 'origin kind') < 0.7 THEN 'issued' WHEN chance(k, 'origin kind') < 0.85 THEN 'renewed' ELSE 'changed' END AS origin,
    left(place, 1) || sign || '许字' AS body, number
FROM matter JOIN department ON department.county = matter.county AND department.d = matter.d
JOIN second_at ON second_at.slot = pick(k, 'wrong', 4096)
LEFT JOIN document USING (k) LEFT JOIN (SELECT k, case_no FROM hall_case) AS own USING (k)
WHERE is_record;

CREATE OR REPLACE TABLE item_truth AS
WITH counted AS (
    SELECT county, i, count(*) FILTER (WHERE is_case) + count(*) FILTER (WHERE kind = 'off_hall' AND is_record) AS matters,
        count(*) FILTER (WHERE is_case AND case_truth <> '') + count(*) FILTER (WHERE kind = 'off_hall' AND is_record) AS off_matters
    FROM matter GROUP BY county, i
)
SELECT item_code, CASE WHEN is_exempt THEN 0 ELSE coalesce(matters, 0) END AS matters, CASE WHEN is_exempt THEN 0 ELSE coalesce(off_matters, 0) END AS off_matters,
    round(coalesce(CASE WHEN is_exempt THEN 0 ELSE off_matters / nullif(matters, 0) END, 0), 4) AS off_share, behaviour,
    CASE WHEN is_thin THEN 'False' ELSE 'True' END AS register_covered, is_exempt
FROM item JOIN (SELECT county FROM here) AS here USING (county) LEFT JOIN counted USING (county, i);
