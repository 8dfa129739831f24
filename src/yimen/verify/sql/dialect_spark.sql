-- What the rules may not say in one way for DuckDB and for Spark: the same names stand at the end of macros.sql, with the
-- same answers; a test asks both. A statement ends with a semicolon at the end of its line.

CREATE TEMPORARY FUNCTION days_between(earlier DATE, later DATE) RETURNS INT RETURN datediff(later, earlier);
CREATE TEMPORARY FUNCTION seconds_between(earlier TIMESTAMP_NTZ, later TIMESTAMP_NTZ) RETURNS DOUBLE
    RETURN (unix_micros(CAST(later AS TIMESTAMP_LTZ)) - unix_micros(CAST(earlier AS TIMESTAMP_LTZ))) / 1e6;
CREATE TEMPORARY FUNCTION minutes_apart(earlier TIMESTAMP_NTZ, later TIMESTAMP_NTZ) RETURNS BIGINT
    RETURN unix_micros(CAST(later AS TIMESTAMP_LTZ)) DIV 60000000 - unix_micros(CAST(earlier AS TIMESTAMP_LTZ)) DIV 60000000;
CREATE TEMPORARY FUNCTION hours_apart(earlier TIMESTAMP_NTZ, later TIMESTAMP_NTZ) RETURNS BIGINT
    RETURN unix_micros(CAST(later AS TIMESTAMP_LTZ)) DIV 3600000000 - unix_micros(CAST(earlier AS TIMESTAMP_LTZ)) DIV 3600000000;
CREATE TEMPORARY FUNCTION hour_of_day(day DATE, hour DOUBLE) RETURNS TIMESTAMP_NTZ
    RETURN CAST(day AS TIMESTAMP_NTZ) + make_dt_interval(0, 0, 0, CAST(3600 * hour AS DECIMAL(18, 6)));
-- A time of day is kept as microseconds since midnight: Parquet's own type is not to be had everywhere.
CREATE TEMPORARY FUNCTION clock_of(moment TIMESTAMP_NTZ) RETURNS BIGINT
    RETURN pmod(unix_micros(CAST(moment AS TIMESTAMP_LTZ)), 86400000000);
CREATE TEMPORARY FUNCTION minute_text(moment TIMESTAMP_NTZ) RETURNS STRING RETURN date_format(moment, 'yyyy-MM-dd HH:mm');
CREATE TEMPORARY FUNCTION moment_text(moment TIMESTAMP_NTZ, until TIMESTAMP_NTZ) RETURNS STRING
    RETURN coalesce(date_format(moment, 'yyyy-MM-dd HH:mm'), date_format(until - INTERVAL 1 DAY, 'yyyy-MM-dd'));
CREATE TEMPORARY FUNCTION second_text(moment TIMESTAMP_NTZ) RETURNS STRING RETURN date_format(moment, 'yyyy-MM-dd HH:mm:ss');
CREATE TEMPORARY FUNCTION half_even(x DOUBLE) RETURNS BIGINT RETURN CAST(bround(x) AS BIGINT);
CREATE TEMPORARY FUNCTION tenths(x DOUBLE) RETURNS STRING RETURN CAST(bround(x) / 10 AS STRING);
CREATE TEMPORARY FUNCTION listed(texts ARRAY<STRING>) RETURNS STRING RETURN array_join(sort_array(texts), '、');

CREATE TEMPORARY FUNCTION share_fits(k DOUBLE, n DOUBLE, share DOUBLE) RETURNS DOUBLE RETURN k * ln(share) + (n - k) * ln(1 - share);
CREATE TEMPORARY FUNCTION habit(k DOUBLE, n DOUBLE, p DOUBLE) RETURNS DOUBLE
    RETURN 1 / (1 + exp(least(500, greatest(-500, ln(0.95e0) + share_fits(k, n, p) - ln(0.05e0 / 9) - greatest(
        share_fits(k, n, 0.1e0), share_fits(k, n, 0.15e0), share_fits(k, n, 0.2e0),
        share_fits(k, n, 0.3e0), share_fits(k, n, 0.4e0), share_fits(k, n, 0.5e0),
        share_fits(k, n, 0.65e0), share_fits(k, n, 0.8e0), share_fits(k, n, 0.95e0))))));

-- Cleaning, as far as the rules themselves clean: terminals, channels of a rating, names and numbers that are shown.
CREATE TEMPORARY FUNCTION cell(s STRING) RETURNS STRING
    RETURN nullif(trim(BOTH ' \t\r\n\u00A0\u3000\u200B\uFEFF' FROM s), '');
CREATE TEMPORARY FUNCTION squeezed(s STRING) RETURNS STRING RETURN nullif(upper(regexp_replace(translate(s,
    '０１２３４５６７８９ＡＢＣＤＥＦＧＨＩＪＫＬＭＮＯＰＱＲＳＴＵＶＷＸＹＺａｂｃｄｅｆｇｈｉｊｋｌｍｎｏｐｑｒｓｔｕｖｗｘｙｚ（）［］｛｝－＿．，：；／＊＃＆',
    '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz()[]{}-_.,:;/*#&'),
    r'[\s\p{Z}\p{Cf}\p{Cc}]', '')), '');
CREATE TEMPORARY FUNCTION is_firm_name(key STRING) RETURNS BOOLEAN RETURN length(key) > 5
    OR key RLIKE '(公司|合作社|工商户|经销部|商店|商行|超市|厂|部|店|中心|协会|学校|医院|局|站|所|社|行|馆|院|园|场)$';
CREATE TEMPORARY FUNCTION shown_name(s STRING, key STRING) RETURNS STRING RETURN CASE WHEN s IS NULL THEN '（姓名缺）'
    WHEN is_firm_name(key) THEN cell(s) ELSE left(cell(s), 1) || '＊' END;
CREATE TEMPORARY FUNCTION shown_id(key STRING) RETURNS STRING RETURN CASE WHEN key IS NULL THEN '未载明'
    ELSE '**************' || right(key, 4) END;

-- Linking. The marks of a name or a number that hold it together, as macros.sql takes them.
CREATE TEMPORARY FUNCTION begins_with(s STRING, part STRING) RETURNS BOOLEAN RETURN startswith(s, part);
CREATE TEMPORARY FUNCTION finishes_with(s STRING, part STRING) RETURNS BOOLEAN RETURN endswith(s, part);
CREATE TEMPORARY FUNCTION id_head(key STRING) RETURNS STRING RETURN regexp_extract(key, '^[^*]*', 0);
CREATE TEMPORARY FUNCTION id_tail(key STRING) RETURNS STRING RETURN regexp_extract(key, '[^*]*$', 0);
CREATE TEMPORARY FUNCTION surname(key STRING) RETURNS STRING RETURN nullif(left(key, 1), '*');
CREATE TEMPORARY FUNCTION files_for_others(key STRING) RETURNS BOOLEAN
    RETURN key RLIKE '(代办|代理|代帐|代账|财税|会计|事务所|中介|咨询|服务部|服务中心|服务所)';
CREATE TEMPORARY FUNCTION firm_core(key STRING) RETURNS STRING RETURN regexp_replace(regexp_replace(key,
    r'^((黑龙江|吉林|辽宁|河北|山东|河南|四川|北京|上海|天津|广东|江苏|浙江)省?|双鸭山市?|[\x{4E00}-\x{9FFF}]{2,3}(省|市|县|区|旗|农场|镇|乡))+', ''),
    '(有限公司|分公司|公司|合作社|个体工商户|经销部|商店|商行|超市|厂|店)$', '');
CREATE TEMPORARY FUNCTION document_serial(key STRING) RETURNS STRING
    RETURN nullif(regexp_extract(key, r'(\d{4}\|\d+)$', 1), '');
CREATE TEMPORARY FUNCTION document_end(key STRING) RETURNS STRING RETURN regexp_extract(key, '[^|]*$', 0);
CREATE TEMPORARY FUNCTION applied_level(days INT) RETURNS STRING RETURN CASE WHEN days = 0 THEN '0'
    WHEN abs(days) = 1 THEN '1' WHEN abs(days) <= 3 THEN '3' WHEN abs(days) <= 7 THEN '7' WHEN days IS NOT NULL THEN 'far' END;
CREATE TEMPORARY FUNCTION issued_level(days INT) RETURNS STRING RETURN CASE WHEN days BETWEEN 0 AND 3 THEN CAST(days AS STRING)
    WHEN days BETWEEN 4 AND 7 THEN '7' WHEN days BETWEEN 8 AND 15 THEN '15' WHEN days BETWEEN 16 AND 30 THEN '30'
    WHEN days BETWEEN -5 AND -1 THEN 'early' WHEN days IS NOT NULL THEN 'far' END;
CREATE TEMPORARY FUNCTION likeness(a STRING, b STRING) RETURNS DOUBLE
    RETURN size(array_intersect(split(a, ''), split(b, ''))) / greatest(size(array_distinct(split(a, ''))),
        size(array_distinct(split(b, ''))), 1);
-- DuckDB's levenshtein counts bytes: read as Latin-1 each byte is one character, and Spark's counts the same.
CREATE TEMPORARY FUNCTION spelt_alike(a STRING, b STRING) RETURNS BOOLEAN RETURN CASE WHEN a IS NULL OR b IS NULL THEN NULL
    ELSE abs(octet_length(a) - octet_length(b)) <= 6 AND levenshtein(decode(encode(a, 'UTF-8'), 'ISO-8859-1'),
        decode(encode(b, 'UTF-8'), 'ISO-8859-1'), 6)
        BETWEEN 0 AND CASE WHEN greatest(octet_length(a), octet_length(b)) > 15 THEN 6 ELSE 3 END END;
-- An exchange of neighbours costs two in Spark's levenshtein. So two texts are within two slips when they are within two
-- changes, or when exchanging neighbours in the one leaves one change, or one exchange in the other. Few pairs get so far.
CREATE TEMPORARY FUNCTION within_one_slip(a STRING, b STRING) RETURNS BOOLEAN RETURN CASE WHEN a IS NULL OR b IS NULL THEN NULL
    WHEN levenshtein(a, b, 2) < 0 THEN false WHEN levenshtein(a, b, 1) >= 0 THEN true
    ELSE exists(sequence(1, greatest(length(a) - 1, 1)), i -> left(a, i - 1) || reverse(substr(a, i, 2)) || substr(a, i + 2) = b)
    END;
CREATE TEMPORARY FUNCTION within_two_slips(a STRING, b STRING) RETURNS BOOLEAN RETURN CASE WHEN a IS NULL OR b IS NULL THEN NULL
    WHEN levenshtein(a, b, 4) < 0 THEN false WHEN levenshtein(a, b, 2) >= 0 THEN true
    ELSE exists(sequence(1, greatest(length(a) - 1, 1)),
            i -> levenshtein(left(a, i - 1) || reverse(substr(a, i, 2)) || substr(a, i + 2), b, 1) >= 0)
        OR exists(sequence(1, greatest(length(b) - 1, 1)),
            i -> levenshtein(left(b, i - 1) || reverse(substr(b, i, 2)) || substr(b, i + 2), a, 1) >= 0)
        OR exists(sequence(1, greatest(length(a) - 1, 1)), i -> array_contains(
            transform(sequence(1, greatest(length(b) - 1, 1)), j -> left(b, j - 1) || reverse(substr(b, j, 2)) || substr(b, j + 2)),
            left(a, i - 1) || reverse(substr(a, i, 2)) || substr(a, i + 2)))
    END;
