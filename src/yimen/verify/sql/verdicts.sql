-- One verdict an item, exactly as the contract words it. A matter is off only where a finding is sure enough to convict;
-- a merely doubtful one stays out of both counts. The interval is Wilson's at 95 % (z = 1.96).

CREATE TABLE convicting AS
SELECT DISTINCT subject_kind, subject, class FROM finding
WHERE class IN ('off_hall', 'back_filled', 'branch_hall', 'unposted') AND probability >= $convict_at;

-- One person's one application is one matter, however many rows the ledger gave it.
CREATE TABLE application AS
SELECT item_code, record_no, coalesce(
    coalesce(CASE WHEN NOT contains(id_key, '*') THEN id_key END, name_key) || '|' || CAST(coalesce(applied_on, issued_on) AS STRING)
        || '|' || coalesce(document_key, ''), record_no) AS application
FROM entry JOIN convicting ON convicting.subject_kind = 'record' AND convicting.subject = entry.record_no;

CREATE TABLE tallied AS
WITH off_case AS (
    -- A case that broke two rules is one matter; it is counted under the first class in this order.
    SELECT subject AS case_no, min(CASE class WHEN 'back_filled' THEN 1 WHEN 'branch_hall' THEN 2 ELSE 3 END) AS kind
    FROM convicting WHERE subject_kind = 'case' GROUP BY subject
), counted_case AS (
    SELECT matter.item_code, count(*) AS n, count(off_case.kind) AS off,
        count(*) FILTER (WHERE kind = 1) AS back_filled, count(*) FILTER (WHERE kind = 2) AS branch_hall,
        count(*) FILTER (WHERE kind = 3) AS unposted
    FROM matter LEFT JOIN off_case USING (case_no)
    WHERE received_on BETWEEN (SELECT starts FROM period) AND (SELECT ends FROM period)
    GROUP BY matter.item_code
), counted_record AS (
    SELECT item_code, count(DISTINCT application) AS n FROM application GROUP BY item_code
), doubtful AS (
    SELECT item_code, count(*) AS n FROM finding
    WHERE class = 'off_hall' AND subject_kind = 'record' AND probability < $convict_at GROUP BY item_code
), story AS (
    SELECT item_code, min(is_bypassed) AS is_bypassed, avg(stray_is_real) AS stray_is_real FROM trust GROUP BY item_code
), ledger AS (
    SELECT department_code, count(*) FILTER (WHERE coalesce(origin, 'issued') <> 'migrated') AS records
    FROM entry GROUP BY department_code
), granted AS (
    SELECT department_code, count(*) AS n FROM matter WHERE result = 'granted' GROUP BY department_code
), tally AS (
    SELECT item.*, coalesce(counted_case.n, 0) + coalesce(counted_record.n, 0) AS matters,
        coalesce(counted_case.off, 0) + coalesce(counted_record.n, 0) AS off_matters,
        coalesce(counted_record.n, 0) AS off_hall, coalesce(back_filled, 0) AS back_filled,
        coalesce(branch_hall, 0) AS branch_hall, coalesce(unposted, 0) AS unposted, coalesce(doubtful.n, 0) AS doubtful,
        is_bypassed, stray_is_real, coalesce(ledger.records, 0) AS ledger_records, coalesce(granted.n, 0) AS department_granted
    FROM item LEFT JOIN counted_case USING (item_code) LEFT JOIN counted_record USING (item_code)
    LEFT JOIN doubtful USING (item_code) LEFT JOIN story USING (item_code)
    LEFT JOIN ledger ON ledger.department_code = item.department_code
    LEFT JOIN granted ON granted.department_code = item.department_code
), shared AS (
    SELECT *, off_matters / nullif(matters, 0) AS share, nullif(matters, 0) AS whole, 1.96e0 AS z, 3.8416e0 AS z_square,
        ceil(matters / 10) - (off_matters - off_hall) AS needed FROM tally
), weighed AS (
    -- Where a verdict rests on the ledger, how sure it is that enough of the lone records are real: the item is one of
    -- those that are bypassed, or it runs and its few strays happen to suffice.
    SELECT *, CASE WHEN needed <= 0 OR is_bypassed IS NULL THEN 1
        ELSE is_bypassed + (1 - is_bypassed) * CASE WHEN needed = 1 THEN 1 - pow(1 - stray_is_real, off_hall)
            ELSE pow(stray_is_real, needed) END END AS is_sure FROM shared
), named AS (
    -- From the surest down: how many of the items named so far are named wrongly, by their own probabilities, in billionths.
    SELECT is_sure, sum(CAST(round(1e9 * (1 - is_sure)) AS BIGINT))
        OVER (ORDER BY is_sure DESC, item_code ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW) AS wrongly
    FROM weighed WHERE in_scope AND matters > 4 AND share >= 0.1e0
), judged AS (
    SELECT count(*) AS n FROM weighed WHERE in_scope AND matters > 4
), bar AS (
    -- Whoever would overrun the budget of false alarms is not named, nor anybody who is no surer.
    SELECT greatest($sure_at, coalesce(max(is_sure), 0) + 1e-9) AS sure_from FROM named, judged WHERE wrongly > 1e9 * $wrong_share * n
)
SELECT weighed.*, sure_from FROM weighed, bar;

CREATE TABLE verdict AS
WITH bounded AS (
    SELECT *,
        greatest(0, (share + z_square / (2 * whole) - z * sqrt(share * (1 - share) / whole + z_square / (4 * whole * whole)))
            / (1 + z_square / whole)) AS low,
        least(1, (share + z_square / (2 * whole) + z * sqrt(share * (1 - share) / whole + z_square / (4 * whole * whole)))
            / (1 + z_square / whole)) AS high,
        CASE WHEN entry_mode IN ('exempt', 'none', 'branch_hall') OR initiation = 'ex_officio' THEN 'exempt'
            WHEN matters = 0 THEN 'idle'
            -- How the item is meant to run is not known: absent data is no evidence, in either direction.
            WHEN NOT coalesce(in_scope, false) THEN 'thin'
            WHEN matters <= 4 THEN 'thin' WHEN share >= 0.1e0 AND is_sure < sure_from THEN 'runs'
            WHEN share >= 0.8e0 THEN 'hollow' WHEN share >= 0.1e0 THEN 'bypassed'
            ELSE 'runs' END AS verdict
    FROM tallied
)
SELECT item_code, verdict, matters, off_matters, round(10000 * share) / 10000 AS off_share,
    round(10000 * low) / 10000 AS off_low, round(10000 * high) / 10000 AS off_high,
    CASE WHEN verdict = 'exempt' THEN CASE WHEN initiation = 'ex_officio' THEN '依职权事项，不在核验范围'
            WHEN entry_mode = 'exempt' THEN '列入负面清单，不在核验范围'
            WHEN entry_mode = 'branch_hall' THEN '申报在分厅办理，不在核验范围'
            ELSE '尚未申报进驻，不在核验范围' END
        WHEN verdict = 'idle' THEN '核验期内没有任何办件，台账中也没有应办未办的记录'
        WHEN NOT coalesce(in_scope, false) THEN '共' || CAST(matters AS STRING) || '件，进驻方式或启动方式未填明，证据不足'
        WHEN verdict = 'thin' THEN '核验期内仅' || CAST(matters AS STRING) || '件，不足5件，不下结论'
        ELSE '核验期内共' || CAST(matters AS STRING) || '件' END
    -- What it was before it left the hall is judged; what came after is not its department's to answer for.
    || CASE WHEN in_scope AND entry_to IS NOT NULL THEN '（进驻至' || CAST(entry_to AS STRING) || '，只核验此日及以前）' ELSE '' END
    || CASE WHEN verdict IN ('exempt', 'idle') OR off_matters = 0 THEN '' ELSE
        '；厅外' || CAST(off_matters AS STRING) || '件，占' || tenths(round(10000 * share) / 10) || '%（95%区间'
        || tenths(round(10000 * low) / 10) || '%至' || tenths(round(10000 * high) / 10) || '%）：'
        || concat_ws('、', CASE WHEN off_hall > 0 THEN '有证照无办件' || CAST(off_hall AS STRING) || '件' END,
            CASE WHEN back_filled > 0 THEN '办结后补录' || CAST(back_filled AS STRING) || '件' END,
            CASE WHEN branch_hall > 0 THEN '分厅受理' || CAST(branch_hall AS STRING) || '件' END,
            CASE WHEN unposted > 0 THEN '非进驻人员或厅外终端受理' || CAST(unposted AS STRING) || '件' END) END
    || CASE WHEN verdict IN ('runs', 'bypassed', 'hollow', 'thin') AND in_scope AND off_matters = 0
        THEN '；未发现厅外办理' ELSE '' END
    || CASE WHEN doubtful > 0 AND verdict <> 'exempt' THEN '；另有' || CAST(doubtful AS STRING) || '件存疑未计入' ELSE '' END
    || CASE WHEN verdict IN ('exempt') OR 10 * ledger_records >= 3 * department_granted AND ledger_records > 0 THEN ''
        ELSE '；该部门台账缺失或过少，无法从台账反查厅外办理' END
    || CASE WHEN verdict IN ('exempt') OR doubted.rules IS NULL THEN ''
        ELSE '；规则' || doubted.rules || '同时指着多数同类事项，先疑数据，未据以判断' END AS reasons
FROM bounded LEFT JOIN (SELECT handling AS kind, listed(array_agg(DISTINCT '“' || title || '”')) AS rules FROM withdrawn GROUP BY handling) AS doubted
    ON doubted.kind = coalesce(handling, '')
