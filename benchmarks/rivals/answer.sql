-- Links, and for each record in scope how likely it is that it has no case. Without a day of application it is in scope
-- only where the item's time limit lies between the start and the day of issue.
CREATE TABLE ledger AS SELECT *, row_number() OVER () AS n FROM ledger_rows;
COPY (
    SELECT ledger.unique_id AS record_no, hall.unique_id AS case_no, 1 / (1 + pow(2, -weight)) AS probability
    FROM taken JOIN ledger ON ledger.n = r JOIN (SELECT unique_id, row_number() OVER () AS n FROM hall_rows) AS hall ON hall.n = c
) TO '{out}/links.parquet' (FORMAT parquet);
COPY (
    SELECT unique_id AS record_no, 1 / (1 + pow(2, coalesce(weight, best, {floor}))) AS probability, taken.r IS NULL AS is_said
    FROM ledger JOIN item USING (item_code) LEFT JOIN taken ON taken.r = n
    LEFT JOIN (SELECT r, max(weight) AS best FROM fit WHERE c NOT IN (SELECT c FROM taken) GROUP BY r) AS free ON free.r = n
    WHERE in_scope AND ended BETWEEN scope_from AND DATE '2023-12-31'
        AND coalesce(began, ended - CASE handling WHEN 'instant' THEN 1 ELSE CAST(promised_days AS INTEGER) END) >= scope_from
) TO '{out}/off_hall.parquet' (FORMAT parquet);
