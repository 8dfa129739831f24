-- Columns that are compared and blocked on. A name or number that a department sees hundreds of times (an agency) brings
-- pairs together only with a day beside it, else its rows alone would be most of the work.
CREATE TABLE {side}_rows AS
WITH split AS (
    SELECT *, left(name, 1) AS surname, core_of(name) AS core, CASE WHEN length(id) = 18 AND NOT contains(id, '*') THEN id END AS whole,
        regexp_extract(id, '^[^*]*') AS head, CASE WHEN length(id) >= 4 AND NOT contains(right(id, 4), '*') THEN right(id, 4) END AS tail
    FROM {side}_side
), counted AS (
    SELECT *, count(*) OVER (PARTITION BY department_code, name) > 200 OR count(*) OVER (PARTITION BY department_code, item_code, tail) > 200 AS is_heavy FROM split
)
SELECT *, CASE WHEN NOT is_heavy THEN name END AS light_name, CASE WHEN NOT is_heavy THEN tail END AS light_tail,
    CASE WHEN NOT is_heavy THEN surname END AS light_surname, CASE WHEN NOT is_heavy THEN core END AS light_core, datediff('day', DATE '2020-01-06', ended) // 7 AS week FROM counted;
