-- Every table as it is written, one SELECT each; {region} and {times} are filled in by the layout.
-- Last year's applications always state their day: whether an undated record is last year's is no question of linking.

-- table: cases
SELECT {region} case_no, item_code, department_code, hall_name(name, k) AS applicant_name,
    hall_identity(identity, k) AS applicant_id, channel, {times} window_code, operator_code, terminal, result, document_no
    FROM hall_case ORDER BY department_code, received_at, k

-- table: written
SELECT region, region || 'R'
        || lpad(CAST(row_number() OVER (PARTITION BY county ORDER BY department_code, issued, hash(k)) AS VARCHAR), 9, '0') AS record_no,
    department_code, CASE WHEN chance(k, 'code') >= 0.2 THEN item_code END AS item_code,
    CASE WHEN chance(k, 'code') < 0.2 OR chance(k, 'also named') < 0.75 THEN free_name(item_name, office, place, k) END AS item_name,
    CASE WHEN is_firm THEN firm_name(name, k, place, other_sign) ELSE person_name(name, k, other_sign) END AS holder_name,
    ledger_identity(identity, k) AS holder_id,
    CASE WHEN kind <> 'carried' AND chance(k, 'undated') < 0.4 THEN NULL
        ELSE shown_date(applied + CASE WHEN chance(k, 'shift') < 0.02 AND kind <> 'carried' THEN 1 + pick(k, 'by', 3) ELSE 0 END) END AS applied_on,
    CASE WHEN chance(k, 'slashed') < 0.005 THEN strftime(issued, '%Y/%m/%d') ELSE shown_date(issued) END AS issued_on,
    ledger_document(body, number, k) AS document_no, origin, case_no, truth, item_code AS true_item, issued
    FROM record

-- table: register
SELECT {region} record_no, department_code, item_code, item_name, holder_name, holder_id, applied_on, issued_on,
    document_no, origin FROM written ORDER BY record_no

-- table: truth_cases
SELECT case_no, case_truth AS truth FROM hall_case ORDER BY case_no

-- table: truth_records
SELECT record_no, coalesce(case_no, '') AS case_no, truth, true_item AS item_code FROM written ORDER BY record_no

-- table: truth_items
SELECT item_code, CASE WHEN is_exempt THEN 'exempt' WHEN matters = 0 THEN 'idle' WHEN matters < 5 THEN 'thin'
        WHEN off_share >= 0.8 THEN 'hollow' WHEN off_share >= 0.1 THEN 'bypassed' ELSE 'runs' END AS verdict, matters, off_matters,
        off_share, behaviour, register_covered FROM item_truth ORDER BY item_code

-- table: tickets
SELECT region || 'T' || lpad(CAST(row_number() OVER (PARTITION BY county ORDER BY received_at, k) AS VARCHAR), 8, '0') AS ticket_no,
        left(window_code, 6) || 'H0' AS hall_code, window_code, item_code,
        strftime(received_at - to_seconds(30 + pick(k, 'call', 240)), '%Y-%m-%d %H:%M:%S') AS called_at
        FROM hall_case WHERE channel = 'window' AND case_truth = '' AND chance(k, 'ticket') < 0.85 ORDER BY 1

-- table: evaluations
SELECT case_no, channel, CASE WHEN channel = 'online' THEN NULL ELSE terminal END AS terminal,
        strftime(finished_at + to_seconds(60 + pick(k, 'rate', 600)), '%Y-%m-%d %H:%M:%S') AS rated_at, 5 - CAST(4 * pow(chance(k, 'score'), 6) AS INTEGER) AS score
        FROM hall_case WHERE finished_at IS NOT NULL AND (channel = 'online' OR channel = 'window' AND handling = 'instant')
            AND chance(k, 'rated') < 0.4 ORDER BY 1

-- table: items
SELECT item_code, item_name, department_code, initiation, entry_mode, CAST(entry_from AS VARCHAR) AS entry_from,
        handling, CAST(promised_days AS VARCHAR) AS promised_days FROM item ORDER BY 1

-- table: halls
SELECT hall_code, hall_name, kind FROM hall ORDER BY 1

-- table: hall_days
SELECT hall_code, CAST(day AS VARCHAR) AS date, opens_at, closes_at FROM hall_day ORDER BY 1, 2

-- table: windows
SELECT window_code, hall_code, terminal, '2022-01-01' AS from_date, CAST(NULL AS VARCHAR) AS to_date
        FROM desk ORDER BY 1

-- table: postings
SELECT operator_code, department_code, window_code, CAST(from_date AS VARCHAR) AS from_date,
        CAST(to_date AS VARCHAR) AS to_date FROM posting ORDER BY 1

-- table: attendance
SELECT operator_code, CAST(day AS VARCHAR) AS date, '08:' || lpad(CAST(5 + pick(k, 'come', 24) AS VARCHAR), 2, '0') AS arrived_at,
        '17:' || lpad(CAST(1 + pick(k, 'go', 20) AS VARCHAR), 2, '0') AS left_at
        FROM attended WHERE chance(k, 'absent') >= 0.03 ORDER BY region, operator_code, day
