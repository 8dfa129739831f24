-- The province that stays the same all year: calendar, counties, departments, items, halls, windows, staff.
-- chance() and pick() are the only source of variety: the hash of a key, of a word and of the seed.
CREATE MACRO chance(k, salt) AS (hash(k, salt, {seed}) >> 11) / 9007199254740992.0;
CREATE MACRO pick(k, salt, n) AS CAST(hash(k, salt, {seed}) % CAST(n AS UBIGINT) AS INTEGER);
CREATE MACRO sign_at(text, k, salt) AS substr(text, 1 + pick(k, salt, length(text)), 1);

CREATE TABLE calendar AS
WITH days AS (SELECT CAST(d AS DATE) AS day FROM range(DATE '2022-09-01', DATE '2024-05-01', INTERVAL 1 DAY) AS t(d)),
told AS (
    SELECT day, (isodow(day) < 6
        AND day NOT BETWEEN DATE '2022-10-01' AND DATE '2022-10-07'
        AND day NOT IN (DATE '2023-01-02', DATE '2023-04-05', DATE '2024-01-01')
        AND day NOT BETWEEN DATE '2023-01-21' AND DATE '2023-01-27'
        AND day NOT BETWEEN DATE '2023-04-29' AND DATE '2023-05-03'
        AND day NOT BETWEEN DATE '2023-06-22' AND DATE '2023-06-24'
        AND day NOT BETWEEN DATE '2023-09-29' AND DATE '2023-10-06'
        AND day NOT BETWEEN DATE '2024-02-10' AND DATE '2024-02-17')
        OR day IN (DATE '2023-01-28', DATE '2023-01-29', DATE '2023-04-23', DATE '2023-05-06', DATE '2023-06-25',
            DATE '2023-10-07', DATE '2023-10-08') AS is_work
    FROM days
)
SELECT day, is_work, CAST(sum(CAST(is_work AS INTEGER)) OVER (ORDER BY day) AS INTEGER) AS turn FROM told;
CREATE TABLE workday AS SELECT turn, day FROM calendar WHERE is_work;

CREATE TABLE county AS
SELECT CAST(k AS BIGINT) AS county, '23' || lpad(CAST(1 + k // 10 AS VARCHAR), 2, '0') || CAST(21 + k % 10 AS VARCHAR) AS region,
    sign_at('安宁兴龙清河东西南北海林和平泰康富桦嘉宝延长青', k, 'place') || sign_at('安化城源山江原阳川丰水州林河岭', k, 'place 2')
        || sign_at('县县县市区', k, 'place 3') AS place,
    160 + pick(k, 'items', 541) AS items, chance(k, 'saturday') < 0.35 AS opens_saturdays,
    CAST({matters} // {counties} + CASE WHEN k < {matters} % {counties} THEN 1 ELSE 0 END AS INTEGER) AS matters,
    -- One county of ten has the agency: twenty thousand matters of a million.
    CASE WHEN k % 10 = 0 THEN 0.02 * least(10, {counties} - k) * least(1, 100000 / {county}) ELSE 0 END AS agency_share
FROM range({made}) AS t(k);

-- Days to hand in on: four slots a working day, one a Saturday where the hall opens then.
CREATE TABLE open_slot AS
SELECT opens_saturdays, CAST(row_number() OVER (PARTITION BY opens_saturdays ORDER BY day, copy) - 1 AS INTEGER) AS slot, day, is_work
FROM calendar, (SELECT unnest([false, true]) AS opens_saturdays), (SELECT unnest(range(4)) AS copy)
WHERE year(day) = 2023 AND (is_work OR opens_saturdays AND isodow(day) = 6 AND copy = 0);
CREATE TABLE outage AS
SELECT DISTINCT county, day FROM county, (SELECT unnest(range(2)) AS n)
JOIN workday ON turn = (SELECT min(turn) FROM workday WHERE year(day) = 2023) + pick(county * 10 + n, 'outage', 240);

CREATE TABLE department AS
SELECT county, region, place, number AS d, region || 'D' || lpad(CAST(number AS VARCHAR), 2, '0') AS department_code,
    name, sign, subjects, number > 3 AND chance(county * 100 + number, 'thin') < 0.06 AS is_thin
FROM county, office;

CREATE TABLE item AS
WITH numbered AS (
    SELECT county, CAST(i AS INTEGER) AS i, county * 1000 + i AS k,
        CAST(CASE WHEN i < 35 THEN i ELSE floor(35 * pow(chance(county * 1000 + i, 'department'), 1.6)) END AS INTEGER) AS d
    FROM county, range(700) AS t(i) WHERE i < items
), placed AS (
    SELECT numbered.*, region, department_code, name AS office, subjects, is_thin,
        row_number() OVER (PARTITION BY numbered.county, d ORDER BY i) - 1 AS j,
        row_number() OVER (PARTITION BY numbered.county ORDER BY chance(k, 'rank')) - 1 AS rank,
        chance(k, 'kind') AS kind, chance(k, 'behaviour') AS draw
    FROM numbered JOIN department USING (county, d)
), named AS (
    SELECT *, subjects[1 + j % len(subjects)]
        || string_split('核发 变更 注销 延续 补办 备案 年检 审批 确认 核准 登记 给付 转移 复审', ' ')[1 + (j // len(subjects)) % 14]
        || CASE WHEN j >= 14 * len(subjects) THEN '（第' || CAST(2 + j // (14 * len(subjects)) AS VARCHAR) || '类）' ELSE '' END AS item_name,
        CASE WHEN rank < 12 THEN 'hall' WHEN kind < 0.02 THEN 'ex_officio' WHEN kind < 0.035 THEN 'exempt'
            WHEN kind < 0.045 THEN 'none' WHEN kind < 0.055 THEN 'branch_hall' WHEN kind < 0.25 THEN 'entrusted' ELSE 'hall' END AS mode,
        CASE WHEN rank < 12 THEN 'honest' WHEN kind < 0.055 THEN 'exempt' WHEN draw < 0.035 THEN 'hollow' WHEN draw < 0.085 THEN 'bypassed'
            WHEN draw < 0.115 THEN 'back_filled' WHEN draw < 0.125 THEN 'branch_hall' WHEN draw < 0.14 THEN 'unposted'
            ELSE 'honest' END AS behaviour
    FROM placed
)
SELECT county, i, k, region, department_code, d, is_thin, rank, item_name, behaviour,
    '11' || region || 'MB' || lpad(CAST(d AS VARCHAR), 2, '0') || lpad(CAST(i AS VARCHAR), 4, '0') || 'Y423' || lpad(CAST(i * 100 AS VARCHAR), 10, '0') AS item_code,
    CASE WHEN mode = 'ex_officio' THEN 'ex_officio' ELSE 'on_application' END AS initiation,
    CASE WHEN mode = 'ex_officio' THEN 'hall' ELSE mode END AS entry_mode, behaviour = 'exempt' AS is_exempt,
    CASE WHEN behaviour = 'honest' AND rank >= 12 AND chance(k, 'entry') < 0.04
        THEN DATE '2023-02-01' + pick(k, 'entry day', 240) ELSE DATE '2022-06-01' END AS entry_from,
    CASE WHEN chance(k, 'instant') < 0.45 THEN 'instant' ELSE 'committed' END AS handling,
    CASE WHEN chance(k, 'instant') < 0.45 THEN 1 ELSE 3 + pick(k, 'promise', 18) END AS promised_days,
    -- How much of the item goes past the hall.
    CASE behaviour WHEN 'hollow' THEN 0.88 + 0.12 * chance(k, 'share') WHEN 'bypassed' THEN 0.16 + 0.55 * chance(k, 'share')
        WHEN 'honest' THEN CASE WHEN rank < 12 THEN 0.004 ELSE 0.008 END
        WHEN 'exempt' THEN 0.4 ELSE CASE WHEN chance(k, 'whole') < 0.5 THEN 0.88 + 0.12 * chance(k, 'share') ELSE 0.2 + 0.5 * chance(k, 'share') END END AS off_share,
    1 / pow(rank + 8, 1.1) AS popularity
FROM named;
-- Which item a matter is of: 16,384 slots a county, dealt out by popularity.
CREATE TABLE item_slot AS
WITH ends AS (
    SELECT county, i, CAST(floor(16384 * sum(popularity) OVER (book) / sum(popularity) OVER (PARTITION BY county)) AS INTEGER) AS upper,
        CAST(floor(16384 * (sum(popularity) OVER (book) - popularity) / sum(popularity) OVER (PARTITION BY county)) AS INTEGER) AS lower
    FROM item WINDOW book AS (PARTITION BY county ORDER BY rank)
)
SELECT county, CAST(unnest(range(lower, upper)) AS INTEGER) AS slot, i FROM ends;

CREATE TABLE hall AS
SELECT county, region, region || 'H' || CAST(n AS VARCHAR) AS hall_code,
    place || ['政务服务中心', '公安办证分厅', '税务分厅'][n + 1] AS hall_name, CASE WHEN n = 0 THEN 'main' ELSE 'branch' END AS kind, n
FROM county, (SELECT unnest(range(3)) AS n);
CREATE TABLE hall_day AS
SELECT county, hall_code, day, CASE WHEN is_work THEN '08:30' ELSE '09:00' END AS opens_at, CASE WHEN is_work THEN '17:00' ELSE '12:00' END AS closes_at
FROM hall JOIN county USING (county) CROSS JOIN calendar
WHERE day BETWEEN DATE '2022-12-01' AND DATE '2024-01-31' AND (is_work OR n = 0 AND opens_saturdays AND isodow(day) = 6);

-- Two windows for each of the eight busiest departments, one for each other; three in each branch hall.
CREATE TABLE desk AS
WITH seats AS (
    SELECT county, region, d, department_code, 0 AS n, seat FROM department, (SELECT unnest(range(2)) AS seat) WHERE seat = 0 OR d < 8
    UNION ALL
    SELECT county, region, d, department_code, d // 2 + 1, seat FROM department, (SELECT unnest(range(3)) AS seat) WHERE d IN (0, 2)
)
SELECT *, region || 'W' || lpad(CAST(w AS VARCHAR), 3, '0') AS window_code, region || 'H' || CAST(n AS VARCHAR) AS hall_code,
    '10.' || CAST(county // 200 AS VARCHAR) || '.' || CAST(county % 200 AS VARCHAR) || '.' || CAST(10 + w AS VARCHAR) AS terminal,
    chance(county * 1000 + w, 'replaced') < 0.1 AS is_replaced
FROM (SELECT *, CAST(row_number() OVER (PARTITION BY county ORDER BY n, d, seat) - 1 AS INTEGER) AS w FROM seats);
CREATE TABLE posting AS
SELECT county, region, window_code, department_code, who, w,
    region || 'P' || lpad(CAST(w * 3 + who AS VARCHAR), 3, '0') AS operator_code,
    CASE WHEN who = 2 THEN DATE '2023-07-01' ELSE DATE '2022-01-01' END AS from_date,
    CASE WHEN who = 1 AND is_replaced THEN DATE '2023-06-30' END AS to_date
FROM desk, (SELECT unnest(range(3)) AS who) WHERE who < 2 OR is_replaced;
CREATE TABLE attended AS
SELECT county, region, operator_code, day, county * 100000000 + (w * 3 + who) * 1000 + turn AS k
FROM posting JOIN calendar ON is_work AND year(day) = 2023 AND day BETWEEN from_date AND coalesce(to_date, DATE '2023-12-31');
