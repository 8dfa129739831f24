-- id: R15
-- title: 同一账号同时在两个大厅
-- class: irregular
-- grade: A
-- article: 友政办发〔2023〕15号第三项任务（专人在大厅收件、受理）；GB/T 36112-2018《政务服务中心服务现场管理规范》（人员管理）
-- needs: cases.operator_code, cases.terminal, cases.accepted_at, windows.terminal, windows.hall_code
-- says: 账号{operator}在{first_at}于{first_hall}受理办件{first_case}，{minutes}分钟后又在{second_hall}受理办件{case_no}，两处不在一地。
-- innocent: 服务器时钟相差；自助终端共用账号。
-- remedy: 核对账号归属，一人一号，停用共用账号。
-- parameter: minutes = 20 | 两地之间至少需要的分钟数
WITH seen AS (
    SELECT operator_code, accepted_at, case_no, item_code, counter.hall_code,
        lag(accepted_at) OVER before AS first_at, lag(case_no) OVER before AS first_case,
        lag(counter.hall_code) OVER before AS first_hall
    FROM matter JOIN (SELECT DISTINCT terminal, hall_code FROM counter) AS counter USING (terminal)
    WHERE operator_code IS NOT NULL AND accepted_at IS NOT NULL AND channel = 'window' AND in_scope
    WINDOW before AS (PARTITION BY operator_code ORDER BY accepted_at, case_no)
)
SELECT 'case' AS subject_kind, case_no AS subject, item_code, 0.8e0 AS probability, operator_code AS operator,
    minute_text(first_at) AS first_at, first_hall, first_case, case_no, hall_code AS second_hall,
    minutes_apart(first_at, accepted_at) AS minutes
FROM seen WHERE hall_code <> first_hall AND seconds_between(first_at, accepted_at) < 60 * $minutes
