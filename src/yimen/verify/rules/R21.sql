-- id: R21
-- title: 承诺件瞬间办结
-- class: irregular
-- grade: B
-- article: 《行政许可法》第三十四条（能够当场决定的当场决定，需要核实的指派两人以上核查）；《优化营商环境条例》第三十六条（压减的时限应当公布，超时的公开说明理由）
-- needs: cases.accepted_at, cases.decided_at, items.handling, items.promised_days
-- says: 承诺件“{item_name}”承诺{promised}个工作日，核验期内{n}件办结办件中有{fast}件从受理到决定不足{minutes}分钟，疑为先办后录或流程走样。
-- innocent: 实行告知承诺、容缺受理或智能秒批；承诺时限定得过宽。
-- remedy: 抽查案卷中的审查痕迹；确可即办的，改为即办件并压缩承诺时限。
-- parameter: minutes = 30 | 短于此视为瞬间办结
-- parameter: least_days = 3 | 承诺时限至少这么多工作日才判断
-- parameter: least_cases = 5 | 至少这么多件才判断
-- parameter: least_share = 0.5 | 瞬间办结占比至少这么多
SELECT 'item' AS subject_kind, item_code AS subject, item_code, 0.5e0 AS probability, item.item_name,
    promised_days AS promised, count(*) AS n,
    count(*) FILTER (WHERE seconds_between(accepted_at, decided_at) < 60 * $minutes) AS fast, $minutes AS minutes
FROM matter JOIN item USING (item_code)
WHERE matter.in_scope AND handling = 'committed' AND promised_days >= $least_days AND result = 'granted'
    AND decided_at >= accepted_at
GROUP BY item_code, item.item_name, promised_days HAVING n >= $least_cases AND fast >= $least_share * n
