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
CREATE TEMPORARY FUNCTION shown_id(key STRING) RETURNS STRING RETURN CASE WHEN key IS NULL THEN '（证件号缺）'
    ELSE '**************' || right(key, 4) END;
