-- id: R53
-- title: 列入负面清单却在大厅照办
-- class: irregular
-- grade: B
-- article: 国发〔2022〕5号（除场地限制或涉及国家秘密外，事项原则上集中办理，实行负面清单）；友政办发〔2023〕15号第一项任务（列出应进事项清单，未进驻的逐项说明理由）
-- needs: items.entry_mode, items.entry_from, items.initiation, cases.channel, cases.window_code, windows.hall_code, halls.kind, cases.result, register.issued_on
-- says: 事项“{item_name}”自{entry_from}起列入负面清单、不进大厅，此后的办件和对应不到办件的台账共{whole}件，其中综合大厅窗口受理了{n}件（如{case_no}），说明并非不能进厅。
-- innocent: 大厅只代收材料、仍由原地审批；清单刚调整，窗口尚在收尾。
-- remedy: 复核列入负面清单的理由；大厅已能受理的，移出清单、申报进驻。
-- parameter: least_cases = 10 | 大厅窗口至少受理这么多件才判断
-- parameter: least_share = 0.5 | 大厅窗口受理占该事项全部办件和台账至少这么多
-- parameter: grace_days = 30 | 列入清单后这么多天内的不算
-- parameter: least_kept = 0.5 | 部门准予的办件至少有这么多见于其台账才判断
WITH kept AS (
    -- Where most licences granted are not in the department's ledger, nobody can say how many stay away from the hall.
    SELECT department_code FROM matter LEFT JOIN (SELECT DISTINCT c FROM link) AS linked ON linked.c = matter.c
    WHERE result = 'granted' GROUP BY department_code HAVING count(linked.c) >= $least_kept * count(*)
), seen AS (
    SELECT matter.item_code, case_no, CASE WHEN channel = 'window'
        AND matter.window_code IN (SELECT window_code FROM counter WHERE kind = 'main') THEN 1 ELSE 0 END AS in_hall
    FROM matter JOIN item ON item.item_code = matter.item_code
    WHERE entry_mode = 'exempt' AND initiation = 'on_application'
        AND item.department_code IN (SELECT department_code FROM kept)
        AND matter.received_on > entry_from + CAST($grace_days AS INTEGER) AND matter.received_on BETWEEN scope_from AND scope_to
    UNION ALL
    -- What the department handles itself, as it may, has no case: without it a few that came to the hall would look like all.
    SELECT entry.item_code, NULL, 0 FROM entry JOIN item ON item.item_code = entry.item_code
    WHERE entry_mode = 'exempt' AND initiation = 'on_application' AND NOT EXISTS (SELECT 1 FROM link WHERE link.r = entry.r)
        AND coalesce(origin, 'issued') NOT IN ('migrated', 'ex_officio')
        AND coalesce(applied_on, issued_on) > entry_from + CAST($grace_days AS INTEGER)
        AND coalesce(applied_on, issued_on) BETWEEN scope_from AND scope_to
)
SELECT 'item' AS subject_kind, item.item_code AS subject, item.item_code, 0.5e0 AS probability, item_name, entry_from,
    count(*) AS whole, CAST(sum(in_hall) AS INTEGER) AS n, min(CASE WHEN in_hall = 1 THEN case_no END) AS case_no
FROM seen JOIN item ON item.item_code = seen.item_code
GROUP BY item.item_code, item_name, entry_from
HAVING sum(in_hall) >= $least_cases AND sum(in_hall) >= $least_share * count(*)
