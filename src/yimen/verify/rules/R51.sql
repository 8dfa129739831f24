-- id: R51
-- title: 分厅受理
-- class: branch_hall
-- grade: A
-- article: 友政办发〔2023〕15号第三项任务（没有法律依据的分厅关闭并入大厅）；《优化营商环境条例》第三十六条（已设政务服务大厅的，事项一般在大厅办理）
-- needs: cases.window_code, windows.hall_code, halls.kind, items.entry_mode, items.initiation
-- says: 办件{case_no}于{accepted_at}在{hall}（窗口{window}）受理，而事项“{item_name}”自{entry_from}起申报在综合大厅办理。
-- innocent: 该事项依法保留在分厅而进驻方式未及时更改；窗口登记所属大厅有误。请核对分厅保留清单和窗口登记。
-- remedy: 有法定依据的，补办分厅审批并更改进驻方式；没有的，限期并入综合大厅。
WITH branch AS (SELECT window_code, terminal, hall_code FROM counter WHERE kind = 'branch'), taken AS (
    SELECT c, branch.hall_code FROM matter JOIN branch ON branch.window_code = matter.window_code
    UNION ALL SELECT c, branch.hall_code FROM matter JOIN branch ON branch.terminal = matter.terminal
)
SELECT 'case' AS subject_kind, case_no AS subject, matter.item_code, 0.95e0 AS probability, case_no,
    moment_text(accepted_at, accepted_by) AS accepted_at, coalesce(min(hall_name), min(taken.hall_code)) AS hall,
    coalesce(min(matter.window_code), '（缺）') AS "window", item.item_name,
    coalesce(CAST(item.entry_from AS STRING), '（未填日期）') AS entry_from
FROM taken JOIN matter ON matter.c = taken.c JOIN item ON item.item_code = matter.item_code
LEFT JOIN halls ON halls.hall_code = taken.hall_code
WHERE matter.in_scope AND matter.channel IN ('window', 'post')
    -- A machine of the main hall proves that the papers were taken there, whatever window was noted.
    AND NOT EXISTS (SELECT 1 FROM counter WHERE counter.kind = 'main' AND counter.terminal = matter.terminal)
GROUP BY case_no, matter.item_code, matter.accepted_at, matter.accepted_by, item.item_name, item.entry_from
