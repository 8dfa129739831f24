-- id: R45
-- title: 部门在办而平台无件
-- class: irregular
-- grade: A
-- article: 《国务院关于在线政务服务的若干规定》（国务院令第716号）第四条（事项应当上平台）；友政办发〔2023〕15号第一项任务（应进事项全部进驻并上省一体化平台，实现受理、办理、反馈、查询、评价）
-- needs: register.applied_on, cases.received_at, items.entry_mode, items.initiation
-- says: 部门台账{record_no}载明{applied_on}收到{holder}关于“{item_name}”的申请、尚未发证，大厅办件库中找不到这件申请。
-- innocent: 推送失败或滞后，补推后再核；申请未被受理；台账记的是咨询或预约。
-- remedy: 部门先核对推送队列；没有推送的，说明在何处收件并补登平台。
-- parameter: lag_days = 15 | 期末前这么多天以内的申请可能尚未推送，不判断
SELECT 'record' AS subject_kind, record_no AS subject, entry.item_code, 0.6e0 AS probability, record_no, applied_on,
    shown_name(holder_name, name_key) AS holder, item.item_name
FROM entry JOIN item ON item.item_code = entry.item_code
WHERE item.in_scope AND issued_on IS NULL AND coalesce(origin, 'issued') NOT IN ('migrated', 'ex_officio')
    AND applied_on BETWEEN scope_from AND scope_to - CAST($lag_days AS INTEGER)
    AND NOT EXISTS (SELECT 1 FROM link WHERE link.r = entry.r)
    -- A case that agrees in part and is still free may be it.
    AND NOT EXISTS (SELECT 1 FROM leftover WHERE leftover.r = entry.r AND weight > 0)
    -- A holder whose application has a case under another row of the ledger is no second matter.
    AND NOT EXISTS (SELECT 1 FROM entry AS twin JOIN link ON link.r = twin.r
        WHERE twin.department_code = entry.department_code AND twin.name_key = entry.name_key)
