-- id: R54
-- title: 目录外事项受理
-- class: irregular
-- grade: A
-- needs: cases.item_code, items.item_code
-- says: 办件{case_no}登记的事项编码{item_code}不在事项目录中（同一编码共{n}件）。
-- innocent: 目录刚调整，旧编码尚在使用；编码录入有误。
-- remedy: 核对目录版本；已取消的事项停止受理，编码有误的更正。
SELECT 'case' AS subject_kind, case_no AS subject, item_code, 0.8 AS probability, case_no,
    count(*) OVER (PARTITION BY item_code) AS n
FROM matter WHERE item_code IS NOT NULL AND item_code NOT IN (SELECT item_code FROM item)
