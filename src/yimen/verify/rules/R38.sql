-- id: R38
-- title: 评价终端不在大厅
-- class: irregular
-- grade: B
-- needs: evaluations.terminal, evaluations.case_no, evaluations.channel, windows.terminal
-- says: 窗口办件{case_no}的现场评价于{rated_at}来自终端{terminal}，该终端不在大厅登记的终端之列。
-- innocent: 评价器换机未登记；群众用手机扫码评价而渠道记错。
-- remedy: 核对评价器登记；由他人代评的，该评价作废并回访。
SELECT 'case' AS subject_kind, case_no AS subject, item_code, 0.5 AS probability, case_no,
    strftime(min(rated_at), '%Y-%m-%d %H:%M') AS rated_at, min(squeezed(evaluations.terminal)) AS terminal
FROM evaluations JOIN matter USING (case_no)
WHERE matter.in_scope AND matter.channel = 'window' AND evaluations.channel IN ('window', '窗口', '现场', '评价器')
    AND evaluations.terminal IS NOT NULL AND squeezed(evaluations.terminal) NOT IN (SELECT terminal FROM counter WHERE terminal IS NOT NULL)
GROUP BY case_no, item_code
