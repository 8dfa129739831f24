-- id: R54
-- title: 目录外事项受理
-- class: irregular
-- grade: A
-- article: 友政办发〔2023〕15号第一项任务（列出应进事项清单，未进驻的逐项说明理由）；国发〔2022〕5号（除场地限制或涉及国家秘密外，事项原则上集中办理，实行负面清单）
-- needs: cases.item_code, items.item_code
-- says: 办件{case_no}登记的事项编码{item_code}不在事项目录中（同一编码共{n}件）。
-- innocent: 目录刚调整，旧编码尚在使用；编码录入有误。
-- remedy: 核对目录版本；已取消的事项停止受理，编码有误的更正。
SELECT 'case' AS subject_kind, case_no AS subject, item_code, 0.8e0 AS probability, case_no,
    count(*) OVER (PARTITION BY item_code) AS n
FROM matter WHERE item_code IS NOT NULL AND NOT EXISTS (SELECT 1 FROM item WHERE item.item_code = matter.item_code)
