-- Rules that point at most items of a kind at once: so many do not go around the hall alike, but a list that numbers its
-- people otherwise, a clock eight hours off or rows that were not handed in point at all of them alike. First the data are
-- doubted and then the people: what the rule says of such items is withdrawn, and the report says so.

CREATE TABLE withdrawn AS
WITH pointed AS (
    SELECT rule, item_code, count(DISTINCT CASE WHEN subject_kind = 'case' THEN subject END) AS cases,
        count(DISTINCT CASE WHEN subject_kind = 'record' THEN subject END) AS records
    FROM finding WHERE class IN ('off_hall', 'back_filled', 'branch_hall', 'unposted') AND probability >= $convict_at
        AND subject_kind IN ('case', 'record') GROUP BY rule, item_code
), counted AS (
    SELECT matter.item_code, count(*) AS n FROM matter CROSS JOIN period
    WHERE received_on BETWEEN starts AND ends GROUP BY matter.item_code
), judged AS (
    SELECT item.item_code, coalesce(handling, '') AS handling, coalesce(counted.n, 0) + coalesce(lone.n, 0) AS matters
    FROM item LEFT JOIN counted ON counted.item_code = item.item_code
    LEFT JOIN (SELECT item_code, sum(records) AS n FROM pointed GROUP BY item_code) AS lone ON lone.item_code = item.item_code
    WHERE in_scope AND coalesce(counted.n, 0) + coalesce(lone.n, 0) > 4
), kind AS (
    SELECT handling, count(*) AS items FROM judged GROUP BY handling
), doubted AS (
    SELECT rule, judged.handling AS handling, count(*) AS pointed, items
    FROM pointed JOIN judged ON judged.item_code = pointed.item_code JOIN kind ON kind.handling = judged.handling
    WHERE 10 * (cases + records) >= matters
    GROUP BY rule, judged.handling, items HAVING items >= 8 AND count(*) >= $doubt_at * items
)
SELECT withdrawal.rule, title, handling, pointed, items, because FROM (
    SELECT rule, handling, pointed, items, rule AS because FROM doubted
    -- Where the long delays are the clock's, so are the short ones.
    UNION ALL SELECT 'R60' AS rule, handling, pointed, items, rule AS because FROM doubted
    WHERE rule = 'R22' AND NOT EXISTS (
        SELECT 1 FROM doubted AS own WHERE own.rule = 'R60' AND own.handling = doubted.handling)) AS withdrawal
JOIN (VALUES {titles}) AS named(rule, title) ON named.rule = withdrawal.rule;
