-- id: R37
-- title: 取了号而被支走
-- class: irregular
-- grade: B
-- article: 《行政许可法》第二十六条（确定一个机构统一受理、统一送达）；《优化营商环境条例》第三十七条（办理渠道由申请人选择，不得限定）；友政办发〔2023〕15号第二项任务（严禁“明进暗不进”和“体外循环”）
-- needs: tickets.item_code, tickets.called_at, register.applied_on, cases.received_at, items.entry_mode, items.initiation
-- says: 事项“{item_name}”在大厅叫过号而当日没有办件的日子里，部门台账有{hits}天恰好记着当天的申请（如{example}），大厅找不到办件；无办件的台账申请共{days}天，按巧合只应有约{expected}天。疑为取号后被支到单位办理。
-- innocent: 当天回家改在网上申请（应有网办件）；叫号机不记姓名，取号人与台账持证人可能不是同一人。
-- remedy: 回访这些台账的持证人：当天是否到过大厅、为何没有在大厅办。
-- parameter: minutes = 60 | 叫号后多少分钟内同一事项有收件即算已受理
-- parameter: least_days = 3 | 至少这么多天重合才判断
-- parameter: budget = 0.05 | 对全部被检验的事项，误报一次的机会至多这么多
WITH called AS (
    SELECT tickets.item_code, CAST(called_at AS DATE) AS day, called_at, ticket_no FROM tickets
    WHERE item_code IS NOT NULL AND called_at IS NOT NULL
), answered AS (
    SELECT DISTINCT called.ticket_no FROM called
    JOIN matter ON matter.item_code = called.item_code AND matter.received_on = called.day
    WHERE channel <> 'online' AND seconds_between(called_at, received_at) BETWEEN -300 AND 60 * $minutes
), open_call AS (
    SELECT DISTINCT item_code, day FROM called WHERE NOT EXISTS (SELECT 1 FROM answered WHERE answered.ticket_no = called.ticket_no)
), busy AS (
    SELECT day, count(*) AS calls, sum(count(*)) OVER () AS all_calls FROM called GROUP BY day
), chance AS (
    -- Were there no tie, an application would fall on such a day as often as anybody comes to the hall on it.
    SELECT open_call.item_code, sum(calls) / max(all_calls) AS share
    FROM open_call JOIN busy ON busy.day = open_call.day GROUP BY open_call.item_code
), applied AS (
    -- Days, not persons: an agent's bundle is one event.
    SELECT entry.item_code, entry.applied_on AS day, min(record_no) AS record_no
    FROM entry JOIN item ON item.item_code = entry.item_code JOIN busy ON busy.day = entry.applied_on
    WHERE item.in_scope AND applied_on BETWEEN scope_from AND scope_to AND NOT EXISTS (SELECT 1 FROM link WHERE link.r = entry.r)
        AND coalesce(origin, 'issued') NOT IN ('migrated', 'ex_officio')
    GROUP BY entry.item_code, entry.applied_on
), met AS (
    SELECT applied.item_code, count(*) AS n, count(open_call.day) AS k, max(chance.share) AS share,
        min(CASE WHEN open_call.day IS NOT NULL THEN CAST(applied.day AS STRING) || '台账' || record_no END) AS example
    FROM applied JOIN chance ON chance.item_code = applied.item_code
    LEFT JOIN open_call ON open_call.item_code = applied.item_code AND open_call.day = applied.day
    GROUP BY applied.item_code
), tested AS (
    SELECT met.*, count(*) OVER () AS tests, CASE WHEN share >= 1 OR k <= share * n THEN 1 ELSE exp(-k * ln(k / (n * share))
        - CASE WHEN k = n THEN 0 ELSE (n - k) * ln((n - k) / (n * (1 - share))) END) END AS tail
    FROM met
)
SELECT 'item' AS subject_kind, tested.item_code AS subject, tested.item_code, 0.7e0 AS probability, item_name, k AS hits,
    example, n AS days, round(10 * (share * n)) / 10 AS expected
FROM tested JOIN item ON item.item_code = tested.item_code WHERE tail * tests < $budget AND k >= $least_days
