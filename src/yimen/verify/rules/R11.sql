-- id: R11
-- title: 受理终端不在大厅
-- class: unposted
-- grade: A
-- article: 《优化营商环境条例》第三十六条（已设政务服务大厅的，事项一般在大厅办理）；友政办发〔2023〕15号第三项任务（专人在大厅收件、受理）
-- needs: cases.terminal, windows.terminal, cases.received_at, items.entry_mode, items.initiation
-- says: 办件{case_no}于{accepted_at}由{operator}登记在窗口{window}受理，所用终端{terminal}不在大厅任何窗口当日登记的终端之列。
-- innocent: 窗口换了机器而资产登记未更新；经专线网关转发后地址改变。请核对当日设备变更单和网关出口地址。
-- remedy: 部门说明终端所在房间；确在厅外的，停用该终端的受理权限，办件改由大厅窗口受理。
SELECT 'case' AS subject_kind, case_no AS subject, item_code,
    CASE WHEN operator_code IS NULL THEN 0.9e0 ELSE 0.95e0 END AS probability,
    case_no, moment_text(accepted_at, accepted_by) AS accepted_at, coalesce(operator_code, '（人员缺）') AS operator,
    coalesce(window_code, '（缺）') AS "window", terminal
FROM matter
WHERE in_scope AND channel IN ('window', 'post') AND terminal IS NOT NULL
    AND NOT EXISTS (SELECT 1 FROM counter WHERE counter.terminal = matter.terminal
        AND (matter.received_on BETWEEN from_date AND to_date OR matter.accepted_on BETWEEN from_date AND to_date))
    -- A window whose own machine was never registered says nothing about other machines.
    AND NOT EXISTS (SELECT 1 FROM counter WHERE counter.window_code = matter.window_code AND counter.terminal IS NULL)
