-- id: R12
-- title: 终端属于另一窗口
-- class: irregular
-- grade: B
-- article: 友政办发〔2023〕15号第三项任务（部门申报进驻方式、窗口和设备，由县里统一安排）
-- needs: cases.terminal, cases.window_code, windows.terminal, cases.received_at
-- says: 办件{case_no}登记在窗口{window}受理（{accepted_at}），所用终端{terminal}却登记在窗口{other}。
-- innocent: 两个窗口对调了机器；人员替岗时用了自己原来的机器。
-- remedy: 核对窗口与终端的对应登记，改正其中一处。
SELECT 'case' AS subject_kind, case_no AS subject, item_code, 0.6e0 AS probability, case_no,
    moment_text(accepted_at, accepted_by) AS accepted_at, matter.window_code AS "window", matter.terminal,
    listed(array_agg(DISTINCT counter.window_code)) AS other
FROM matter JOIN counter ON counter.terminal = matter.terminal AND counter.kind = 'main'
    AND matter.accepted_on BETWEEN counter.from_date AND counter.to_date
WHERE in_scope AND matter.channel = 'window' AND counter.window_code IS NOT NULL AND matter.window_code IN (SELECT window_code FROM counter WHERE terminal IS NOT NULL)
    AND NOT EXISTS (SELECT 1 FROM counter AS own WHERE own.window_code = matter.window_code AND own.terminal = matter.terminal)
    -- Somebody stationed at the other window who stands in here has brought the machine along.
    AND NOT EXISTS (SELECT 1 FROM stationed WHERE stationed.operator_code = matter.operator_code
        AND stationed.window_code = counter.window_code)
GROUP BY matter.case_no, matter.item_code, matter.accepted_at, matter.accepted_by, matter.window_code, matter.terminal
