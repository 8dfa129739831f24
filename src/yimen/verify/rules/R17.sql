-- id: R17
-- title: 有叫号无受理
-- class: irregular
-- grade: B
-- article: 《行政许可法》第二十六条（确定一个机构统一受理、统一送达）；友政办发〔2023〕15号第二项任务（严禁“明进暗不进”和“体外循环”）
-- needs: tickets.item_code, tickets.called_at, cases.received_at, items.entry_mode
-- says: 事项“{item_name}”在核验期内窗口叫号{tickets}次，窗口受理办件为零。
-- innocent: 该窗口只作咨询；群众取号时选错事项。
-- remedy: 查看该窗口的受理权限和材料流转，确系“收发室”的，限期授权到窗口。
-- parameter: least_tickets = 10 | 至少叫号这么多次才判断
WITH called AS (
    SELECT item_code, item_name, count(*) AS tickets FROM tickets JOIN item USING (item_code)
    WHERE item.in_scope AND CAST(called_at AS DATE) BETWEEN scope_from AND scope_to
    GROUP BY item_code, item_name HAVING count(*) >= $least_tickets
)
SELECT 'item' AS subject_kind, item_code AS subject, item_code, 0.6e0 AS probability, item_name, tickets
FROM called WHERE NOT EXISTS (SELECT 1 FROM matter WHERE matter.item_code = called.item_code AND channel = 'window')
