-- Each number of each department's book 文号簿 in the period: seen in the hall, in the ledger, or in both. The book, its
-- numbers and its blanks are told as rule R08 tells them; here each department stands for itself first, since two may
-- write the same sign.

CREATE TABLE serial AS
WITH noted AS (
    SELECT document_key, item_code, department_code, coalesce(decided_on, received_on) AS day, 1 AS hall, 0 AS ledger
    FROM matter WHERE document_key IS NOT NULL
    UNION ALL
    SELECT document_key, item_code, department_code, issued_on, 0, 1
    FROM entry WHERE document_key IS NOT NULL AND coalesce(origin, 'issued') <> 'migrated'
)
SELECT regexp_replace(document_key, '[0-9]+$', '') AS mark, EXTRACT(YEAR FROM day) AS y, department_code,
    CAST(regexp_extract(document_key, '[0-9]+$') AS BIGINT) AS serial,
    max(hall) AS hall, max(ledger) AS ledger, min(item_code) AS item_code
FROM noted, period
WHERE day BETWEEN starts AND ends AND length(regexp_extract(document_key, '[0-9]+$')) BETWEEN 1 AND 8
GROUP BY 1, 2, 3, 4;

CREATE TABLE unnumbered AS
SELECT item_code, y, count(*) AS n FROM (
    SELECT item_code, EXTRACT(YEAR FROM decided_on) AS y FROM matter, period
    WHERE document_key IS NULL AND coalesce(result, 'granted') = 'granted' AND decided_on BETWEEN starts AND ends
        AND c NOT IN (SELECT link.c FROM link JOIN entry ON entry.r = link.r WHERE entry.document_key IS NOT NULL)
    UNION ALL
    SELECT item_code, EXTRACT(YEAR FROM issued_on) FROM entry, period
    WHERE document_key IS NULL AND issued_on BETWEEN starts AND ends AND r NOT IN (SELECT r FROM link)
) AS blank WHERE item_code IS NOT NULL GROUP BY item_code, y;
