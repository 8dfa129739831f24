-- What a careful analyst does before linking: one spelling of names, numbers and documents, one code for each item.
CREATE MACRO plain(s) AS regexp_replace(translate(upper(s), '０１２３４５６７８９Ｘ（）［］＊', '0123456789X()[]*'), '[\s\p{Z}\p{Cf}]', '', 'g');
CREATE MACRO name_of(s) AS nullif(replace(regexp_replace(plain(s), '\([^)]*\)$', ''), '有限责任公司', '有限公司'), '');
CREATE MACRO core_of(name) AS CASE WHEN length(name) > 4 THEN regexp_replace(regexp_replace(name,
    '^(黑龙江省|.{2}[县市区])+', ''), '(有限公司|农民专业合作社|经销部)$', '') END;
CREATE MACRO document_of(s) AS nullif(regexp_replace(translate(plain(s), '〔〕【】[]()第号', '||||||||'), '\|+0*', '|', 'g'), '');
CREATE MACRO day_of(s) AS coalesce(try_cast(left(CAST(s AS VARCHAR), 10) AS DATE), try_cast(replace(left(s, 10), '/', '-') AS DATE));

CREATE TABLE item AS SELECT *, regexp_replace(item_name, '\([^)]*\)|（[^）]*）', '', 'g') AS short,
    initiation = 'on_application' AND entry_mode IN ('hall', 'entrusted') AS in_scope,
    greatest(day_of(entry_from), DATE '2023-01-01') AS scope_from
FROM items;
-- A free name is the item of the department whose own name stands in it, the longest where several do.
CREATE TABLE reading AS
WITH free AS (
    SELECT DISTINCT department_code, item_name, replace(replace(replace(item_name, '颁发', '核发'), '补发', '补办'), '换证', '延续') AS words
    FROM register WHERE item_code IS NULL AND item_name IS NOT NULL
)
SELECT free.department_code, free.item_name, max_by(item_code, length(item.item_name)) AS item_code
FROM free JOIN item ON item.department_code = free.department_code AND (contains(words, item.item_name) OR contains(words, short))
GROUP BY ALL;

CREATE TABLE hall_side AS
WITH cleaned AS (
    SELECT case_no AS unique_id, department_code, item_code, name_of(applicant_name) AS name, plain(applicant_id) AS id,
        document_of(document_no) AS document, day_of(received_at) AS began, day_of(decided_at) AS ended FROM cases WHERE result = 'granted'
)
SELECT *, 'hall' AS source_dataset FROM cleaned;
CREATE TABLE ledger_side AS
WITH cleaned AS (
    SELECT record_no AS unique_id, register.department_code, coalesce(register.item_code, reading.item_code) AS item_code,
        name_of(holder_name) AS name, plain(holder_id) AS id, document_of(document_no) AS document,
        day_of(applied_on) AS began, day_of(issued_on) AS ended, coalesce(origin, '') AS origin
    FROM register LEFT JOIN reading USING (department_code, item_name) WHERE coalesce(origin, '') NOT IN ('migrated', 'ex_officio')
)
SELECT *, 'ledger' AS source_dataset FROM cleaned;
