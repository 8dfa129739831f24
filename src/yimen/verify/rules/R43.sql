-- id: R43
-- title: 网办件出自部门的机器
-- class: irregular
-- grade: B
-- article: 《优化营商环境条例》第三十七条（办理渠道由申请人选择，不得限定）；友政办发〔2023〕15号第二项任务（严禁“明进暗不进”和“体外循环”）
-- needs: cases.terminal, cases.channel, cases.applicant_id, windows.terminal
-- says: 事项“{item_name}”有{own}件网办件由{applicants}名不同申请人从同一台机器{terminal}提交（如{case_no}），该机器不在大厅登记的终端之列，所办全是这一个部门的事项，疑为工作人员代为申报。
-- innocent: 代办机构、村社区或企业为多人代办；自助区或帮办的公用机器未登记。
-- remedy: 查明机器所在房间；在部门内的，向申请人核实是否本人在网上申请。
-- parameter: least_applicants = 5 | 至少这么多名不同申请人
-- parameter: budget = 0.05 | 对全部被检验的机器，误报一次的机会至多这么多
WITH sent AS (
    SELECT case_no, item_code, department_code, terminal, coalesce(id_key, name_key) AS applicant, in_scope FROM matter
    WHERE channel = 'online' AND terminal IS NOT NULL AND NOT EXISTS (SELECT 1 FROM counter WHERE counter.terminal = matter.terminal)
), department AS (
    SELECT department_code, count(*) AS n, sum(count(*)) OVER () AS whole FROM sent GROUP BY department_code
), machine AS (
    -- A public network's gateway serves everybody, so its cases go to many departments.
    SELECT terminal, min(department_code) AS department_code, count(DISTINCT applicant) AS applicants
    FROM sent GROUP BY terminal HAVING count(DISTINCT department_code) = 1 AND count(DISTINCT applicant) >= $least_applicants
), tested AS (
    SELECT machine.terminal, machine.applicants, count(*) OVER () * exp(machine.applicants * ln(department.n / department.whole)) AS chance
    FROM machine JOIN department ON department.department_code = machine.department_code
)
SELECT 'item' AS subject_kind, sent.item_code AS subject, sent.item_code, 0.5e0 AS probability, item_name,
    count(*) AS own, count(DISTINCT sent.applicant) AS applicants, sent.terminal, min(case_no) AS case_no
FROM tested JOIN sent ON sent.terminal = tested.terminal JOIN item ON item.item_code = sent.item_code
WHERE chance < $budget AND sent.in_scope
GROUP BY sent.item_code, item_name, sent.terminal HAVING count(DISTINCT sent.applicant) >= $least_applicants
