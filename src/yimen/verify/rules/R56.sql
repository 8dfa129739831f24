-- id: R56
-- title: 委托而综窗零受理
-- class: irregular
-- grade: B
-- article: 《行政许可法》第二十四条（委托实施须公告，以委托机关名义办理）；友政办发〔2023〕15号第一项任务（与各单位签订承诺书和委托协议）
-- needs: items.entry_mode, cases.operator_code, cases.channel, postings.department_code
-- says: 事项“{item_name}”申报为委托综合窗口受理，核验期内{n}件窗口办件全部由{department}自己的人员受理，综合窗口一件也没有。
-- innocent: 委托协议刚签订；综合窗口人员尚未培训到位。
-- remedy: 核对委托协议生效日期和综合窗口的授权，督促移交受理权限。
-- parameter: least_cases = 5 | 至少这么多件窗口办件才判断
WITH common AS (
    SELECT stationed.department_code FROM matter JOIN item ON item.item_code = matter.item_code
    JOIN stationed ON stationed.operator_code = matter.operator_code
    WHERE channel = 'window' AND entry_mode = 'entrusted' AND stationed.department_code <> item.department_code
    GROUP BY stationed.department_code HAVING count(DISTINCT item.department_code) >= 2
)
SELECT 'item' AS subject_kind, item_code AS subject, item_code, 0.6e0 AS probability, item.item_name,
    item.department_code AS department, count(*) AS n
FROM matter JOIN item USING (item_code)
JOIN (SELECT DISTINCT operator_code, department_code FROM stationed) AS staff USING (operator_code)
WHERE matter.in_scope AND channel = 'window' AND entry_mode = 'entrusted'
    -- The department that runs the common windows takes its own entrusted items there.
    AND NOT EXISTS (SELECT 1 FROM common WHERE common.department_code = item.department_code)
GROUP BY item_code, item.item_name, item.department_code HAVING count(*) >= $least_cases AND bool_and(staff.department_code = item.department_code)
