-- id: R38
-- title: 评价终端不在大厅
-- class: irregular
-- grade: B
-- article: 国办发〔2019〕51号、GB/T 39734-2020（现场服务一次一评，不得干扰评价）
-- needs: evaluations.terminal, evaluations.case_no, evaluations.channel, windows.terminal
-- says: 窗口办件{case_no}的现场评价于{rated_at}来自终端{terminal}，该终端不在大厅登记的终端之列；同一渠道（{channel}）的现场评价有{share}来自大厅登记的终端。
-- innocent: 评价器换机未登记；群众用手机扫码评价而渠道记错。
-- remedy: 核对评价器登记；由他人代评的，该评价作废并回访。
-- parameter: least_share = 0.5 | 该渠道的评价至少有这么多来自大厅登记的终端才判断，否则是评价器没有登记
WITH word AS (
    -- Rated on the spot, as sets spell it: plainly, by name (国办发〔2019〕51号), by the interface's code (4 tablet, 5 other
    -- terminal of the hall). Any other word may mean a telephone at home, and is not judged.
    SELECT * FROM (VALUES ('window'), ('窗口'), ('窗口评价'), ('现场'), ('现场评价'), ('评价器'), ('窗口评价器'), ('halltablet'), ('hallterminal'),
        ('政务大厅平板电脑'), ('政务大厅其他终端'), ('4'), ('5'), ('04'), ('05')) AS words(spelling)
), rated AS (
    SELECT case_no, item_code, in_scope, rated_at, evaluations.channel, squeezed(evaluations.terminal) AS terminal,
        CASE WHEN machine.terminal IS NULL THEN 0 ELSE 1 END AS in_hall
    FROM evaluations JOIN matter USING (case_no) JOIN word ON word.spelling = translate(lower(squeezed(evaluations.channel)), '_-', '')
    LEFT JOIN (SELECT DISTINCT terminal FROM counter) AS machine ON machine.terminal = squeezed(evaluations.terminal)
    WHERE matter.channel = 'window' AND squeezed(evaluations.terminal) IS NOT NULL
), usual AS (
    SELECT channel, sum(in_hall) / count(*) AS share FROM rated GROUP BY channel
)
SELECT 'case' AS subject_kind, case_no AS subject, item_code, 0.5e0 AS probability, case_no,
    minute_text(min(rated_at)) AS rated_at, min(terminal) AS terminal, min(rated.channel) AS channel,
    CAST(CAST(floor(100 * min(usual.share)) AS INTEGER) AS STRING) || '%' AS share
FROM rated JOIN usual ON usual.channel = rated.channel
WHERE in_scope AND in_hall = 0 AND usual.share >= $least_share
GROUP BY case_no, item_code
