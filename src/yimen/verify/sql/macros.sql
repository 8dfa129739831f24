-- Cleaning in one place: the same text cleaned the same way on both sides, or pairs are missed and people accused.
-- Characters written wide, invisible characters and look-alike letters are folded; nothing here guesses.

-- One million rows have ten million cells: what is already clean is told apart by one look before any pattern runs. That
-- first branch of a CASE answers nothing that the others would not.
CREATE MACRO is_plain(s) AS strlen(s) = length(s);
CREATE MACRO cell(s) AS nullif(CASE WHEN regexp_matches(s, '^[\s\x{A0}\x{3000}\x{200B}\x{FEFF}]|[\s\x{A0}\x{3000}\x{200B}\x{FEFF}]$')
    THEN trim(s, chr(32) || chr(9) || chr(13) || chr(10) || chr(160) || chr(12288) || chr(8203) || chr(65279)) ELSE s END, '');

CREATE MACRO halfwidth(s) AS CASE WHEN regexp_matches(s, '[\x{FF01}-\x{FF5E}]') THEN translate(
    s,
    '０１２３４５６７８９ＡＢＣＤＥＦＧＨＩＪＫＬＭＮＯＰＱＲＳＴＵＶＷＸＹＺａｂｃｄｅｆｇｈｉｊｋｌｍｎｏｐｑｒｓｔｕｖｗｘｙｚ（）［］｛｝－＿．，：；／＊＃＆',
    '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz()[]{}-_.,:;/*#&'
) ELSE s END;

CREATE MACRO squeezed(s) AS nullif(CASE WHEN regexp_full_match(s, '[0-9A-Z\x{4E00}-\x{9FFF}]+') THEN s
    ELSE upper(CASE WHEN is_plain(s) THEN translate(s, chr(32) || chr(9) || chr(13) || chr(10), '')
        ELSE regexp_replace(halfwidth(s), '[\s\p{Z}\p{Cf}\p{Cc}]', '', 'g') END) END, '');

-- Dates and moments in the ways that people and spreadsheets write them; anything else is unknown (and reported).
CREATE MACRO plain_moment(s) AS regexp_replace(regexp_replace(
    regexp_replace(regexp_replace(translate(halfwidth(s), '年月/.T时分秒', '---- ::'), '日', ' '), ':$', ''),
    '^(\d{8})(\d{2})(\d{2})', '\1 \2:\3:'), '^(\d{4})(\d{2})(\d{2})( |$)', '\1-\2-\3\4');
CREATE MACRO moment(s) AS coalesce(try_cast(s AS TIMESTAMP), try_cast(trim(plain_moment(s)) AS TIMESTAMP));
-- Midnight sharp is no time of day but a day of which nothing else was noted; the end of it is the latest it can have been.
CREATE MACRO timed(moment) AS CASE WHEN CAST(moment AS TIME) <> TIME '00:00:00' THEN moment END;
CREATE MACRO latest(moment) AS CASE WHEN CAST(moment AS TIME) = TIME '00:00:00' THEN moment + INTERVAL 1 DAY ELSE moment END;
CREATE MACRO day(s) AS CAST(moment(s) AS DATE);
CREATE MACRO clock(s) AS coalesce(try_cast(s AS TIME), CAST(moment(s) AS TIME));

-- Numbers of people and firms. A mask is one or more of * • ● ×; a run of three or more X in the middle is a mask too.
CREATE MACRO id_text(s) AS CASE WHEN regexp_full_match(s, '[0-9A-Z]{18}|[0-9*]+X?') THEN s
    ELSE regexp_replace(regexp_replace(translate(squeezed(s), '•●·＊×ХΧⅩ', '****XXXX'), '[^0-9A-Z*]', '', 'g'),
        'X{3,}', '***') END;
CREATE MACRO id_check(body) AS substr('10X98765432', 1 + CAST(list_sum(list_transform(
    list_zip(string_split(body, ''), [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2]),
    lambda pair: pair[2] * try_cast(pair[1] AS INT))) % 11 AS BIGINT), 1);
-- 15 digits are the number of before 1999: the century and the check digit come in (GB 11643-1999).
CREATE MACRO whole_id(text) AS CASE WHEN length(text) = 15 AND regexp_full_match(text, '\d{15}')
    THEN left(text, 6) || '19' || right(text, 9) || id_check(left(text, 6) || '19' || right(text, 9))
    ELSE nullif(text, '') END;
-- A few characters alone are the end of a number of which nothing else was noted.
-- What ends in _of takes a text that is cleaned already: where a macro names its argument more than once, the whole
-- cleaning would stand there as often, and planning would take longer than a small set's work.
CREATE MACRO id_key_of(text) AS CASE WHEN length(text) < 9 AND NOT contains(text, '*') THEN '*' || nullif(text, '')
    ELSE whole_id(text) END;
CREATE MACRO id_key(s) AS id_key_of(id_text(s));
CREATE MACRO id_head(key) AS regexp_extract(key, '^[^*]*');
CREATE MACRO id_tail(key) AS regexp_extract(key, '[^*]*$');

-- Names. The key folds what the same name is often written as; it is for comparing only and never shown.
-- The two placeholders are filled from data/character_variants.txt; a map that long is applied only where it is needed.
CREATE MACRO simplified(s) AS CASE WHEN regexp_matches(s, '[{traditional}]')
    THEN translate(s, '{traditional}', '{simple}') ELSE s END;
-- What a clerk notes behind a name in brackets is no part of it; 李某 and 某建国 hide as a star does.
CREATE MACRO name_text(s) AS simplified(CASE WHEN contains(s, ')') OR contains(s, ']')
    THEN regexp_replace(s, '[(\[](代办?|代理|委托|本人|个体工商户|个体户?|个人|企业|经营者|法人|变更|延续|换证|补办|新办|注销)[)\]]$', '')
    WHEN contains(s, '某') AND length(s) <= 4 THEN replace(s, '某', '*') ELSE s END);
CREATE MACRO name_key_of(text) AS nullif(CASE WHEN regexp_full_match(text, '[\x{4E00}-\x{9FFF}]{1,4}')
    AND NOT regexp_matches(text, '[{traditional}某等]') THEN text ELSE regexp_replace(regexp_replace(
    replace(replace(name_text(text), '有限责任公司', '有限公司'), '股份有限公司', '有限公司'), '等[0-9一二三四五六七八九十]+(人|户|家)$', ''),
    '[^0-9A-Z\x{4E00}-\x{9FFF}\x{3400}-\x{4DBF}\x{20000}-\x{2FFFF}*]', '', 'g') END, '');
CREATE MACRO name_key(s) AS name_key_of(squeezed(s));
CREATE MACRO is_firm_name(key) AS length(key) > 5
    OR regexp_matches(key, '(公司|合作社|工商户|经销部|商店|商行|超市|厂|部|店|中心|协会|学校|医院|局|站|所|社|行|馆|院|园|场)$');
-- What a firm is called once the place in front and the kind of firm behind are gone.
CREATE MACRO firm_core(key) AS regexp_replace(regexp_replace(key,
    '^((黑龙江|吉林|辽宁|河北|山东|河南|四川|北京|上海|天津|广东|江苏|浙江)省?|双鸭山市?|[\x{4E00}-\x{9FFF}]{2,3}(省|市|县|区|旗|农场|镇|乡))+', ''),
    '(有限公司|分公司|公司|合作社|个体工商户|经销部|商店|商行|超市|厂|店)$', '');
-- Who files for others, by what he calls himself.
CREATE MACRO files_for_others(key) AS regexp_matches(key, '(代办|代理|代帐|代账|财税|会计|事务所|中介|咨询|服务部|服务中心|服务所)');
-- A hidden surname is unknown, and so contradicts none.
CREATE MACRO surname(key) AS nullif(left(key, 1), '*');
CREATE MACRO shown_name(s, key) AS CASE WHEN s IS NULL THEN '（姓名缺）'
    WHEN is_firm_name(key) THEN cell(s) ELSE left(cell(s), 1) || '＊' END;
CREATE MACRO shown_id(key) AS CASE WHEN key IS NULL THEN '未载明'
    ELSE '**************' || right(key, 4) END;

-- Document numbers: 友民许字〔2023〕12号, 友民许字[2023]012号 and 友民许字（2023）第12号 are one.
CREATE MACRO document_text(s) AS regexp_replace(
    translate(squeezed(s), '〔〕【】［］（）()｛｝{}《》<>－—–_/\.,、', '[][][][][][][][]-----'), '[第号#\-\[\]]', '|', 'g');
CREATE MACRO document_key_of(text) AS regexp_replace(regexp_replace(regexp_replace(
    text, '\|+', '|', 'g'), '\|0+(\d)', '|\1', 'g'), '^\||\|$', '', 'g');
-- As nearly all are written: a sign without 第 and 号 in it, a year in brackets, a number.
CREATE MACRO document_key(s) AS CASE
    WHEN regexp_full_match(s, '[\x{4E00}-\x{53F6}\x{53F8}-\x{7B2B}\x{7B2D}-\x{9FFF}]+[〔（(\[]20[0-9]{2}[〕）)\]]第?0*[1-9][0-9]*号')
    THEN regexp_replace(s, '^(.+)[〔（(\[](20..)[〕）)\]]第?0*([1-9][0-9]*)号$', '\1|\2|\3')
    ELSE nullif(document_key_of(document_text(s)), '') END;

-- Names of items: without the department in brackets, without words that say nothing.
CREATE MACRO item_text_of(text) AS nullif(regexp_replace(text, '[^0-9A-Z\x{4E00}-\x{9FFF}]', '', 'g'), '');
CREATE MACRO item_base_of(text) AS nullif(regexp_replace(regexp_replace(text, '\([^)]*\)', '', 'g'),
    '[^0-9A-Z\x{4E00}-\x{9FFF}]|^(办理|申请|关于)|的', '', 'g'), '');

-- What a clerk calls an item beside what the list calls it: who does it and in which place is left out, 手续 and 事项 say
-- nothing, and words that mean one act become one. Two items that fold alike are told apart elsewhere or not at all.
CREATE MACRO item_acts(s) AS regexp_replace(regexp_replace(regexp_replace(regexp_replace(regexp_replace(regexp_replace(
    regexp_replace(regexp_replace(regexp_replace(s, '补发|补领|补证', '补办', 'g'), '认定', '确认', 'g'), '(手续|事项|业务|办理)+(\(|$)', '\2', 'g'),
    '注册登记|登记注册', '登记', 'g'), '(变更|注销|备案|转移|延续|设立|补办)登记', '\1', 'g'),
    '年度检验|年度审验|年审|审验', '年检', 'g'), '颁发|签发|发放|给付', '核发', 'g'),
    '许可|批准|审核|核准', '审批', 'g'), '换证|续期|续办', '延续', 'g');
CREATE MACRO item_plain_of(text) AS regexp_replace(regexp_replace(text, '\([^()]*[0-9][^()]*\)', '', 'g'), '^(办理|申请|关于)|的', '', 'g');
CREATE MACRO without_office(s) AS regexp_replace(regexp_replace(s,
    '^([\x{4E00}-\x{9FFF}]{2,3}(省|市|县|区|旗))?([\x{4E00}-\x{9FFF}]{1,6}?(局|委员会|委|办公室|办|大队|支队|中心|公司|残联|联合会|管理处|银行))?', ''),
    '^(办理|申请)', '');
-- 补办 and 代办 end like an office and are none: what follows an office is a name of its own and no bracket.
CREATE MACRO item_trimmed_of(plain) AS CASE WHEN length(without_office(plain)) >= 4
    AND NOT starts_with(without_office(plain), '(') THEN without_office(plain) ELSE plain END;
CREATE MACRO item_fold_of(trimmed) AS nullif(regexp_replace(item_acts(trimmed), '[^0-9A-Z\x{4E00}-\x{9FFF}(]', '', 'g'), '');
CREATE MACRO item_core_of(trimmed) AS nullif(regexp_replace(item_acts(regexp_replace(trimmed, '\([^()]*\)', '', 'g')),
    '[^0-9A-Z\x{4E00}-\x{9FFF}]', '', 'g'), '');

-- One character of a person's name, two of a firm's, may be wrong or missing. DuckDB counts bytes: three a character.
CREATE MACRO spelt_alike(a, b) AS abs(strlen(a) - strlen(b)) <= 6
    AND levenshtein(a, b) <= CASE WHEN greatest(strlen(a), strlen(b)) > 15 THEN 6 ELSE 3 END;

-- What one slip of the pen, or two, make of a number: a sign wrong, missing, too many, or two neighbours exchanged.
CREATE MACRO within_one_slip(a, b) AS damerau_levenshtein(a, b) <= 1;
-- An exchange of neighbours is two changes, so what is more than four changes apart is no two slips; nearly all pairs
-- are, and changes are counted eight times as fast.
CREATE MACRO within_two_slips(a, b) AS CASE WHEN levenshtein(a, b) > 4 THEN false ELSE damerau_levenshtein(a, b) <= 2 END;
CREATE MACRO begins_with(s, part) AS starts_with(s, part);
CREATE MACRO finishes_with(s, part) AS ends_with(s, part);

-- Share of characters two texts have in common, 0 to 1 (for pairs that something else has already brought together).
CREATE MACRO likeness(a, b) AS len(list_intersect(string_split(a, ''), string_split(b, '')))
    / greatest(len(list_distinct(string_split(a, ''))), len(list_distinct(string_split(b, ''))), 1);

-- How far apart two days are, in steps that a slip, a weekend or a queue at the printer explains.
CREATE MACRO applied_level(days) AS CASE WHEN days = 0 THEN '0' WHEN abs(days) = 1 THEN '1' WHEN abs(days) <= 3 THEN '3'
    WHEN abs(days) <= 7 THEN '7' WHEN days IS NOT NULL THEN 'far' END;
CREATE MACRO issued_level(days) AS CASE WHEN days BETWEEN 0 AND 3 THEN CAST(days AS VARCHAR) WHEN days BETWEEN 4 AND 7 THEN '7'
    WHEN days BETWEEN 8 AND 15 THEN '15' WHEN days BETWEEN 16 AND 30 THEN '30' WHEN days BETWEEN -5 AND -1 THEN 'early'
    WHEN days IS NOT NULL THEN 'far' END;
-- Year and serial of a document number, without the body's sign in front.
CREATE MACRO document_serial(key) AS nullif(regexp_extract(key, '(\d{4}\|\d+)$', 1), '');
-- What stands behind the last sign of a document number: where it differs, nothing of the two numbers agrees.
CREATE MACRO document_end(key) AS regexp_extract(key, '[^|]*$');

-- How well a share explains that k of n did it (logarithm), and how likely an item does it as a habit rather than as often
-- as p of all do: one item in twenty, by any of nine shares, before anything has been seen.
CREATE MACRO share_fits(k, n, share) AS k * ln(share) + (n - k) * ln(1 - share);
CREATE MACRO habit(k, n, p) AS 1 / (1 + exp(least(500, greatest(-500, ln(0.95e0) + share_fits(k, n, p) - ln(0.05e0 / 9)
    - greatest(share_fits(k, n, 0.1e0), share_fits(k, n, 0.15e0), share_fits(k, n, 0.2e0), share_fits(k, n, 0.3e0),
        share_fits(k, n, 0.4e0), share_fits(k, n, 0.5e0), share_fits(k, n, 0.65e0), share_fits(k, n, 0.8e0), share_fits(k, n, 0.95e0))))));

-- What the rules may not say in one way for DuckDB and for Spark they say through these; dialect_spark.sql has the same
-- names with the same answers, and nothing else may differ between the two engines.
CREATE MACRO days_between(earlier, later) AS later - earlier;
CREATE MACRO seconds_between(earlier, later) AS (epoch_us(later) - epoch_us(earlier)) / 1e6;
-- Minutes and hours as a clock on the wall counts them: from 9:59 to 10:00 it is one, whatever the seconds.
CREATE MACRO minutes_apart(earlier, later) AS date_diff('minute', earlier, later);
CREATE MACRO hours_apart(earlier, later) AS date_diff('hour', earlier, later);
CREATE MACRO hour_of_day(day, hour) AS CAST(day AS TIMESTAMP) + to_seconds(3600 * hour);
CREATE MACRO clock_of(moment) AS CAST(moment AS TIME);
CREATE MACRO minute_text(moment) AS strftime(moment, '%Y-%m-%d %H:%M');
-- A moment, or the day alone where `until` (see `latest`) is all that is known of it.
CREATE MACRO moment_text(moment, until) AS coalesce(minute_text(moment), strftime(until - INTERVAL 1 DAY, '%Y-%m-%d'));
CREATE MACRO second_text(moment) AS strftime(moment, '%Y-%m-%d %H:%M:%S');
-- To the nearest whole number, a half to the even one; and a number of tenths as text with one decimal.
CREATE MACRO half_even(x) AS CAST(round_even(x, 0) AS BIGINT);
CREATE MACRO tenths(x) AS CAST(half_even(x) / 10 AS VARCHAR);
-- Texts in their order, one after the other.
CREATE MACRO listed(texts) AS array_to_string(list_sort(texts), '、');
