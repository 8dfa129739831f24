-- id: R08
-- title: 文号断档
-- class: irregular
-- grade: A
-- article: 《优化营商环境条例》第三十六条（已设政务服务大厅的，事项一般在大厅办理）；友政办发〔2023〕15号第二项任务（严禁“明进暗不进”和“体外循环”）
-- needs: cases.document_no, register.document_no, register.issued_on, cases.result
-- says: 文号簿“{book}”在核验期内从{first}号用到{last}号，办件和台账中只见到{seen}个号；扣除可能未填文号的{blank}件后，仍有约{hidden}个号既无办件也无台账，多于其他文号簿的断档。其中已知文号多属事项“{item_name}”。
-- innocent: 作废号（查作废登记）；几个事项合用一本文号簿；这些文号属于不在本次取证范围的事项。
-- remedy: 部门出示文号登记簿，逐号说明断档文号发给了谁、在何处受理。
-- parameter: least_seen = 20 | 一本文号簿至少见到这么多个号才判断
-- parameter: least_density = 0.5 | 见到的号占号段的比例低于此，视为非连续编号，不判断
-- parameter: least_share = 0.8 | 文号簿中至少这么多的号属于同一事项，才能落到这一事项
-- parameter: void_share = 0.1 | 断档不超过此比例视为正常作废
-- parameter: budget = 0.05 | 对全部被检验的文号簿，误报一次的机会至多这么多
WITH noted AS (
    SELECT document_key, item_code, coalesce(decided_on, received_on) AS day FROM matter WHERE document_key IS NOT NULL
    UNION ALL
    SELECT document_key, item_code, issued_on FROM entry
    WHERE document_key IS NOT NULL AND coalesce(origin, 'issued') <> 'migrated'
), parted AS (
    SELECT regexp_replace(document_key, '[0-9]+$', '') AS mark, EXTRACT(YEAR FROM day) AS y, item_code,
        try_cast(regexp_extract(document_key, '[0-9]+$', 0) AS BIGINT) AS serial
    FROM noted, period
    -- Nine digits and more are numbers of the province's system or of a card, not of a county's book.
    WHERE day BETWEEN starts AND ends AND length(regexp_extract(document_key, '[0-9]+$', 0)) BETWEEN 1 AND 8
), known AS (
    SELECT mark, y, serial, min(item_code) AS item_code FROM parted GROUP BY mark, y, serial
), book AS (
    SELECT mark, y, min(serial) AS first, max(serial) AS last, count(*) AS seen FROM known GROUP BY mark, y
), belonging AS (
    SELECT mark, y, item_code, count(*) AS own FROM known WHERE item_code IS NOT NULL GROUP BY mark, y, item_code
), numbered AS (
    SELECT link.c FROM link JOIN entry ON entry.r = link.r WHERE entry.document_key IS NOT NULL
), blank AS (
    -- Licences that were granted, or entered in the ledger, and whose number stands on neither side: they may hold the
    -- missing ones.
    SELECT item_code, y, sum(n) AS blank FROM (
        SELECT item_code, EXTRACT(YEAR FROM decided_on) AS y, count(*) AS n FROM matter
        WHERE document_key IS NULL AND coalesce(result, 'granted') = 'granted' AND decided_on IS NOT NULL
            AND NOT EXISTS (SELECT 1 FROM numbered WHERE numbered.c = matter.c)
        GROUP BY 1, 2
        UNION ALL
        SELECT item_code, EXTRACT(YEAR FROM issued_on), count(*) FROM entry
        WHERE document_key IS NULL AND NOT EXISTS (SELECT 1 FROM link WHERE link.r = entry.r) GROUP BY 1, 2
    ) AS unnumbered GROUP BY item_code, y
), spoken AS (
    -- Every item that was ever seen in the book may have used a number of it without noting it down.
    SELECT book.mark, book.y, first, last, seen, last - first + 1 AS span, coalesce(sum(blank.blank), 0) AS blank
    FROM book JOIN belonging ON belonging.mark = book.mark AND belonging.y = book.y
    LEFT JOIN blank ON blank.item_code = belonging.item_code AND blank.y = book.y
    WHERE seen >= $least_seen AND seen >= $least_density * (last - first + 1)
    GROUP BY book.mark, book.y, first, last, seen
), gapped AS (
    SELECT spoken.*, greatest(span - seen - blank, 0) AS hidden, span - least(blank, span - seen) AS n FROM spoken
), compared AS (
    SELECT gapped.*, count(*) OVER () AS tests,
        greatest($void_share, (sum(hidden) OVER () - hidden + 1) / (sum(n) OVER () - n + 10)) AS usual FROM gapped
), tested AS (
    SELECT compared.*, CASE WHEN usual >= 1 OR hidden <= usual * n THEN 1 ELSE exp(-hidden * ln(hidden / (n * usual))
        - CASE WHEN hidden = n THEN 0 ELSE (n - hidden) * ln((n - hidden) / (n * (1 - usual))) END) END AS tail
    FROM compared
)
SELECT 'item' AS subject_kind, belonging.item_code AS subject, belonging.item_code, 0.7e0 AS probability,
    trim(replace(tested.mark, '|', ' ')) AS book, first, last, seen, CAST(blank AS INTEGER) AS blank,
    CAST(hidden AS INTEGER) AS hidden, item_name
FROM tested JOIN belonging ON belonging.mark = tested.mark AND belonging.y = tested.y AND own >= $least_share * seen
JOIN item ON item.item_code = belonging.item_code
WHERE tail * tests < $budget AND item.in_scope
