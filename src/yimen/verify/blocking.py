"""Brings together records and cases that could be one matter, by whatever two rows can still have in common.

Each block is one SELECT of pairs (r, c) over the pools of `linking`. A true pair that no block finds is a department
accused wrongly, so they widen from the surest evidence to the weakest.
"""

from __future__ import annotations

HEAVY = 100
"""Cases of one item under the same last four digits above which the days have to be close as well."""

CROWDED_DAY = 400
"""Pairs of one item and one day above which a first character or last digits must agree as well."""

FITS = "(e.item_code = k.item_code OR e.item_code IS NULL)"
WINDOW = """(e.issued_on BETWEEN k.received_on - 5 AND coalesce(k.decided_on + 30, k.received_on + 210)
    OR (e.issued_on IS NULL AND e.applied_on BETWEEN k.received_on - 7 AND k.received_on + 7))"""
# Four last digits meet by chance too: the whole number, the surname, or the firm's trade must speak for the pair.
ALIKE = """(k.id_key = e.id_key OR k.surname = e.surname OR k.surname IS NULL OR e.surname IS NULL
    OR right(k.core, 1) = right(e.core, 1))"""
ONE_DAY = """(k.received_on = e.applied_on
    OR e.applied_on IS NULL AND e.issued_on BETWEEN k.decided_on AND k.decided_on + 7)"""
SOME_NAME = "k.surname = e.surname OR k.tail = e.tail OR right(k.core, 1) = right(e.core, 1)"
CLOSE = """(SELECT pool_record.*, applied_on - apart AS day_guess
    FROM pool_record CROSS JOIN (VALUES (0), (1), (-1), (2), (-2)) AS days(apart))"""
DECIDED = """(SELECT pool_record.*, issued_on - later AS decided_guess
    FROM pool_record CROSS JOIN (VALUES (0), (1), (2), (3), (4), (5), (6), (7)) AS days(later) {where})"""

EXACT = """
WITH pairs AS (
    SELECT r, c, count(*) OVER (PARTITION BY r) AS cases, count(*) OVER (PARTITION BY c) AS records
    FROM every_record AS e JOIN every_case AS k
        ON k.department_code = e.department_code AND k.item_code = e.item_code AND k.tail = e.tail
        AND k.name_key = e.name_key
    WHERE k.result = 'granted' AND k.crowd = 1 AND NOT contains(k.name_key, '*')
        AND (k.received_on = e.applied_on
            OR e.applied_on IS NULL AND e.issued_on BETWEEN k.decided_on AND k.decided_on + 3)
        AND (k.document_key = e.document_key OR k.document_key IS NULL OR e.document_key IS NULL)
        AND e.issued_on BETWEEN k.decided_on AND k.decided_on + 30
        AND (k.id_key = e.id_key OR (contains(k.id_key, '*') OR contains(e.id_key, '*'))
            AND (begins_with(k.id_head, e.id_head) OR begins_with(e.id_head, k.id_head))
            AND (finishes_with(k.id_tail, e.id_tail) OR finishes_with(e.id_tail, k.id_tail)))
)
SELECT r, c FROM pairs WHERE cases = 1 AND records = 1
"""

COVERED = f"""(k.is_heavy AND k.tail = e.tail AND {ALIKE} AND
    (k.item_code = e.item_code AND e.applied_on BETWEEN k.received_on - 2 AND k.received_on + 2 AND {WINDOW}
    OR (e.applied_on IS NULL OR e.item_code IS NULL) AND {FITS}
        AND e.issued_on BETWEEN k.decided_on AND k.decided_on + 7))"""
"""Under an agency with twenty thousand cases the last four digits bring together only what is close in days as well."""

HEAVY_BLOCKS = (
    f"""SELECT r, c FROM {CLOSE} AS e JOIN pool_case AS k
        ON k.department_code = e.department_code AND k.tail = e.tail AND k.item_code = e.item_code
        AND k.received_on = e.day_guess WHERE {COVERED}""",
    f"""SELECT r, c FROM {DECIDED.format(where="WHERE applied_on IS NULL OR item_code IS NULL")} AS e
        JOIN pool_case AS k ON k.department_code = e.department_code AND k.tail = e.tail
            AND k.decided_on = e.decided_guess
        WHERE {COVERED}""",
)
"""Millions of pairs: no pair comes twice, nor in BLOCKS, so that nobody has to look for those that do."""

UNCOVERED = f"NOT coalesce({COVERED}, false)"

BLOCKS = (
    # One document number.
    f"""SELECT r, c FROM pool_record AS e JOIN pool_case AS k
        ON k.department_code = e.department_code AND k.document_key = e.document_key
        WHERE k.document_cases <= 50 AND {UNCOVERED}""",
    # Four last digits of the number.
    f"""SELECT r, c FROM pool_record AS e JOIN pool_case AS k
        ON k.department_code = e.department_code AND k.tail = e.tail
        WHERE NOT k.is_heavy AND ({FITS} OR k.id_key = e.id_key OR k.name_key = e.name_key OR {ONE_DAY})
            AND {WINDOW} AND {ALIKE}""",
    # One name.
    f"""SELECT r, c FROM pool_record AS e JOIN pool_case AS k
        ON k.department_code = e.department_code AND k.name_key = e.name_key
        WHERE NOT k.is_heavy AND {FITS} AND {WINDOW}""",
    # One name and one day under another item: a wrong code, where no number tells of it.
    f"""SELECT r, c FROM pool_record AS e JOIN pool_case AS k
        ON k.department_code = e.department_code AND k.name_key = e.name_key AND k.received_on = e.applied_on
        WHERE NOT k.is_heavy AND e.item_code <> k.item_code AND {WINDOW}""",
    f"""SELECT r, c FROM {DECIDED.format(where="WHERE applied_on IS NULL")} AS e JOIN pool_case AS k
        ON k.department_code = e.department_code AND k.name_key = e.name_key AND k.decided_on = e.decided_guess
        WHERE NOT k.is_heavy AND e.item_code <> k.item_code""",
    # One item and one day, whoever it was: names and numbers both damaged, or an agent in the applicant's place.
    f"""SELECT r, c FROM pool_record AS e JOIN pool_case AS k
        ON k.item_code = e.item_code AND k.department_code = e.department_code AND k.received_on = e.applied_on
        WHERE {WINDOW} AND (e.item_day * k.item_day <= {CROWDED_DAY} OR k.surname = e.surname OR k.tail = e.tail)
            AND {UNCOVERED}""",
    f"""SELECT r, c FROM {DECIDED.format(where="WHERE applied_on IS NULL")} AS e JOIN pool_case AS k
        ON k.item_code = e.item_code AND k.department_code = e.department_code AND k.decided_on = e.decided_guess
        WHERE ({SOME_NAME} OR e.item_day * k.item_day <= 25) AND {UNCOVERED}""",
    # No item: the department, the day, and what is left of the name.
    f"""SELECT r, c FROM pool_record AS e JOIN pool_case AS k
        ON k.department_code = e.department_code AND k.received_on = e.applied_on
        WHERE e.item_code IS NULL AND {WINDOW} AND ({SOME_NAME}) AND {UNCOVERED}""",
    f"""SELECT r, c FROM {DECIDED.format(where="WHERE applied_on IS NULL AND item_code IS NULL")} AS e
            JOIN pool_case AS k ON k.department_code = e.department_code AND k.decided_on = e.decided_guess
        WHERE ({SOME_NAME}) AND {UNCOVERED}""",
)

CROWD = f"""
WITH crowd AS (
    -- Whoever has a record left over: all his cases come in again, also those that were taken to the letter.
    SELECT DISTINCT department_code, name_key FROM pool_record WHERE name_key IS NOT NULL
), own AS (
    SELECT every_case.* FROM every_case JOIN crowd
        ON crowd.department_code = every_case.department_code AND crowd.name_key = every_case.name_key
)
SELECT r, c FROM pool_record AS e JOIN own AS k ON k.department_code = e.department_code AND k.name_key = e.name_key
WHERE NOT k.is_heavy AND {FITS} AND {WINDOW}
UNION
SELECT r, c FROM {DECIDED.format(where="")} AS e
JOIN own AS k ON k.department_code = e.department_code AND k.name_key = e.name_key AND k.decided_on = e.decided_guess
WHERE k.is_heavy AND {FITS}
    AND (e.applied_on IS NULL OR e.applied_on BETWEEN k.received_on - 2 AND k.received_on + 2)
UNION
-- So does each case of one number or document, whatever the name: a licence entered again is often spelt otherwise.
SELECT r, c FROM pool_record AS e JOIN every_case AS k
    ON k.department_code = e.department_code AND k.tail = e.tail
WHERE NOT k.is_heavy AND {FITS} AND {WINDOW} AND {ALIKE}
UNION
SELECT r, c FROM pool_record AS e JOIN every_case AS k
    ON k.department_code = e.department_code AND k.document_key = e.document_key WHERE k.document_cases <= 50
"""
