-- How a record and a case that something brought together agree, thing by thing: one row a pair of near_pair.
-- Absent data is NULL and says nothing; every other word is a level that learning.py weighs.
WITH pairs AS (
    SELECT r, c, k.name_key AS name_a, e.name_key AS name_b, k.core AS core_a, e.core AS core_b,
        k.id_key AS id_a, e.id_key AS id_b, k.surname = e.surname AS same_surname,
        -- A record's number or name with a star in it fits many; what is hidden is never counted as agreement.
        contains(k.id_key, '*') OR contains(e.id_key, '*') AS is_masked,
        k.id_head AS head_a, e.id_head AS head_b, k.id_tail AS tail_a, e.id_tail AS tail_b,
        k.document_key AS document_a, e.document_key AS document_b,
        k.document_serial AS serial_a, e.document_serial AS serial_b, k.document_end <> e.document_end AS ends_differ,
        CASE WHEN e.item_code = k.item_code THEN 'same'
            WHEN e.item_code IS NOT NULL AND NOT e.item_is_read THEN 'other'
            WHEN e.item_code IS NOT NULL THEN 'unlike'  -- a name may have been read wrongly
            WHEN e.item_base IS NULL OR k.item_base IS NULL THEN NULL
            WHEN e.item_base = k.item_base OR likeness(e.item_base, k.item_base) >= 0.6e0 THEN 'named'
            ELSE 'unlike' END AS item,
        CASE WHEN e.applied_on = k.accepted_on THEN '0'
            ELSE applied_level(days_between(k.received_on, e.applied_on)) END AS applied,
        issued_level(days_between(k.decided_on, e.issued_on)) AS issued,
        k.result, k.item_share, k.name_share, k.surname_share, k.document_share, k.crowd, k.crowd_received,
        k.crowd_decided, k.twin_weight, k.department_cases, k.is_agency,
        coalesce(abs(days_between(k.decided_on, e.issued_on)), 999)
            + coalesce(abs(days_between(k.received_on, e.applied_on)), 0) AS gap
    FROM near_pair JOIN every_case AS k USING (c) JOIN every_record AS e USING (r)
), spelt AS (
    SELECT *,
        CASE WHEN name_a IS NULL OR name_b IS NULL THEN NULL
            WHEN name_a = name_b THEN 'same'
            WHEN contains(name_a, '*') OR contains(name_b, '*') THEN
                CASE WHEN name_a LIKE replace(name_b, '*', '_') OR name_b LIKE replace(name_a, '*', '_') THEN 'masked'
                    WHEN same_surname THEN 'masked_loose' ELSE 'other' END
            WHEN core_a IS NOT NULL AND core_b IS NOT NULL THEN
                CASE WHEN core_a = core_b OR (length(core_b) > 1 AND contains(name_a, core_b))
                        OR (length(core_a) > 1 AND contains(name_b, core_a)) THEN 'variant'
                    WHEN spelt_alike(name_a, name_b) THEN 'near' ELSE 'other' END
            WHEN same_surname AND spelt_alike(name_a, name_b) THEN 'near'
            WHEN length(name_a) = length(name_b) AND length(name_a) > 2 AND spelt_alike(name_a, name_b) THEN 'near_surname'
            ELSE 'other' END AS name,
        CASE WHEN id_a IS NULL OR id_b IS NULL THEN NULL
            WHEN id_a = id_b AND NOT is_masked THEN 'same'
            WHEN NOT is_masked THEN CASE WHEN within_two_slips(id_a, id_b) THEN 'near' ELSE 'other' END
            WHEN (begins_with(head_a, head_b) OR begins_with(head_b, head_a))
                AND (finishes_with(tail_a, tail_b) OR finishes_with(tail_b, tail_a)) THEN
                CASE WHEN least(length(tail_a), length(tail_b)) >= 4 THEN
                        CASE WHEN least(length(head_a), length(head_b)) >= 3 THEN 'masked' ELSE 'tail' END
                    WHEN least(length(head_a), length(head_b)) >= 14 THEN 'masked' ELSE 'weak' END
            WHEN least(length(tail_a), length(tail_b)) < 4 THEN 'other'
            WHEN (begins_with(head_a, head_b) OR begins_with(head_b, head_a))
                AND within_one_slip(right(tail_a, 4), right(tail_b, 4)) THEN 'near_tail'
            WHEN finishes_with(tail_a, tail_b) OR finishes_with(tail_b, tail_a) THEN 'tail'
            ELSE 'other' END AS id,
        CASE WHEN document_a IS NULL OR document_b IS NULL THEN NULL WHEN document_a = document_b THEN 'same'
            WHEN ends_differ THEN 'other'
            WHEN serial_a = serial_b
                OR finishes_with(document_a, '|' || document_b)
                OR finishes_with(document_b, '|' || document_a) THEN 'serial'
            ELSE 'other' END AS document
    FROM pairs
)
SELECT r, c, gap, name, id, item, applied, issued, document, result,
    -- Which table of chance the day of issue is read in: two strangers with one item on one day are often issued together.
    item IS NOT DISTINCT FROM 'same' AND applied IN ('0', '1') AS same_day,
    -- What agreement in this very value is worth (log2): a rare name proves more than a common one.
    CASE WHEN item = 'same' THEN -log2(item_share) ELSE 0 END AS item_weight,
    CASE name WHEN 'same' THEN -log2(name_share) WHEN 'masked' THEN -log2(surname_share)
        WHEN 'masked_loose' THEN -log2(surname_share) ELSE 0 END AS name_weight,
    CASE WHEN document = 'same' THEN -log2(document_share) ELSE 0 END AS document_weight, crowd,
    crowd_received, crowd_decided, twin_weight, department_cases,
    is_agency
FROM spelt
