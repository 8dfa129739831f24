-- Cleaning in one place: the same text cleaned the same way on both sides, or pairs are missed and people accused.
-- Characters written wide, invisible characters and look-alike letters are folded; nothing here guesses.

-- One million rows have ten million cells: what is already plain is told apart cheaply before any pattern runs.
CREATE MACRO is_plain(s) AS strlen(s) = length(s);
CREATE MACRO cell(s) AS nullif(trim(s, chr(32) || chr(9) || chr(13) || chr(10) || chr(160) || chr(12288)
    || chr(8203) || chr(65279)), '');

CREATE MACRO halfwidth(s) AS translate(
    s,
    '０１２３４５６７８９ＡＢＣＤＥＦＧＨＩＪＫＬＭＮＯＰＱＲＳＴＵＶＷＸＹＺａｂｃｄｅｆｇｈｉｊｋｌｍｎｏｐｑｒｓｔｕｖｗｘｙｚ（）［］｛｝－＿．，：；／＊＃＆',
    '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz()[]{}-_.,:;/*#&'
);

CREATE MACRO squeezed(s) AS nullif(upper(CASE WHEN is_plain(s) THEN translate(s, chr(32) || chr(9) || chr(13) || chr(10), '')
    ELSE regexp_replace(halfwidth(s), '[\s\p{Z}\p{Cf}\p{Cc}]', '', 'g') END), '');

-- Dates and moments in the ways that people and spreadsheets write them; anything else is unknown (and reported).
CREATE MACRO plain_moment(s) AS regexp_replace(
    regexp_replace(translate(halfwidth(s), '年月/.T', '---- '), '日', ' '), '^(\d{4})(\d{2})(\d{2})$', '\1-\2-\3');
CREATE MACRO moment(s) AS coalesce(try_cast(s AS TIMESTAMP), try_cast(trim(plain_moment(s)) AS TIMESTAMP));
CREATE MACRO day(s) AS CAST(moment(s) AS DATE);
CREATE MACRO clock(s) AS coalesce(try_cast(s AS TIME), CAST(moment(s) AS TIME));

-- Numbers of people and firms. A mask is one or more of * • ● ×; a run of three or more X in the middle is a mask too.
CREATE MACRO id_text(s) AS regexp_replace(
    regexp_replace(translate(squeezed(s), '•●·＊×ХΧⅩ', '****XXXX'), '[^0-9A-Z*]', '', 'g'), 'X{3,}', '***');
CREATE MACRO id_check(body) AS substr('10X98765432', 1 + (
    7 * try_cast(body[1] AS INT) + 9 * try_cast(body[2] AS INT) + 10 * try_cast(body[3] AS INT) + 5 * try_cast(body[4] AS INT)
    + 8 * try_cast(body[5] AS INT) + 4 * try_cast(body[6] AS INT) + 2 * try_cast(body[7] AS INT) + try_cast(body[8] AS INT)
    + 6 * try_cast(body[9] AS INT) + 3 * try_cast(body[10] AS INT) + 7 * try_cast(body[11] AS INT) + 9 * try_cast(body[12] AS INT)
    + 10 * try_cast(body[13] AS INT) + 5 * try_cast(body[14] AS INT) + 8 * try_cast(body[15] AS INT) + 4 * try_cast(body[16] AS INT)
    + 2 * try_cast(body[17] AS INT)) % 11, 1);
-- 15 digits are the number of before 1999: the century and the check digit come in (GB 11643-1999).
CREATE MACRO id_key(s) AS CASE
    WHEN regexp_full_match(id_text(s), '\d{15}')
        THEN left(id_text(s), 6) || '19' || right(id_text(s), 9)
             || id_check(left(id_text(s), 6) || '19' || right(id_text(s), 9))
    ELSE nullif(id_text(s), '') END;
CREATE MACRO id_head(key) AS regexp_extract(key, '^[^*]*');
CREATE MACRO id_tail(key) AS regexp_extract(key, '[^*]*$');

-- Names. The key folds what the same name is often written as; it is for comparing only and never shown.
CREATE MACRO name_text(s) AS translate(
    regexp_replace(squeezed(s), '[(\[](代办?|代理|委托|本人)[)\]]$', ''),
    '傑雲偉國華強東軍劉張陳楊趙黃吳孫馬羅鄭謝韓馮鄧許蕭蔣賈鄒陸葉閻鐘譚龍賴龔錢湯嚴於餘蘭鳳鵬龜劍飛衛義興順寶貴蓮榮豐遠達運進連選萬與廣慶應開關門間閣陽隊階隨難電霧韋頁項須預頓領頭風馭駿麗麥黨齊麵曉暉會東來樂業專兩喬書買亂爭亞產億個們倉傅備傳傷傾僅優儀儲兒冊凍減創劃動務勝勞區協單賣參雙發變員問啟喚圍園圓圖團報場塊塗壇夢夥奧婦媽孃學實寧審寫將尋對導屬島嶺幣師帶幫庫張彈徑從復徵德懷態慣憑憲戶擁據換擇擔攝敗敵數斬斷時晝暢條極構標樓樣樸機檢櫃權歐歡歲歷歸殘殺殼氣漢潔溝溫準滅滿漁演潛澤濟濤灣灘煙煉無煥熱燈爐爺牆狀獨獎玀現瑪環瓊畢畫異當療癢發皮盜盤監確碼礦禮種稱穀積穩穫窮競筆築簡糧糾紀約紅純紙級紋納細終組結給絡絲經綠維網緊線練縣總縱績織繪繼續纖罰羅聖聞聯聰聲職聽腦腳膠臨興舉舊艦藝節範莊華著葦蒼蓋藍藥蘇蘆蘊處號蟲蠟補裝裡製複見規視覺覽觀計訂訊記講訪設許訴診評詞試詩話該詳誠語誤說課調談請論證識譜護讀變讓豬貝負財責貨貫貿費資賓賜賞賢質賽贊趕躍車軌軟軸較載輔輕輛輝輪輸轉辦農邊郵鄉鄰醫釀釋針釣鈔銀銅銘銳鋁鋒鋼錄錦鎮鏡鐵鑄鑫長閃閉閱際陰陳陽險隱雜雞離靈靜順飯飲飼飽館馳駐駕驗體魚鮮鳥鷹鹽麼點齒',
    '杰云伟国华强东军刘张陈杨赵黄吴孙马罗郑谢韩冯邓许萧蒋贾邹陆叶阎钟谭龙赖龚钱汤严于余兰凤鹏龟剑飞卫义兴顺宝贵莲荣丰远达运进连选万与广庆应开关门间阁阳队阶随难电雾韦页项须预顿领头风驭骏丽麦党齐面晓晖会东来乐业专两乔书买乱争亚产亿个们仓傅备传伤倾仅优仪储儿册冻减创划动务胜劳区协单卖参双发变员问启唤围园圆图团报场块涂坛梦伙奥妇妈娘学实宁审写将寻对导属岛岭币师带帮库张弹径从复征德怀态惯凭宪户拥据换择担摄败敌数斩断时昼畅条极构标楼样朴机检柜权欧欢岁历归残杀壳气汉洁沟温准灭满渔演潜泽济涛湾滩烟炼无焕热灯炉爷墙状独奖猡现玛环琼毕画异当疗痒发皮盗盘监确码矿礼种称谷积稳获穷竞笔筑简粮纠纪约红纯纸级纹纳细终组结给络丝经绿维网紧线练县总纵绩织绘继续纤罚罗圣闻联聪声职听脑脚胶临兴举旧舰艺节范庄华著苇苍盖蓝药苏芦蕴处号虫蜡补装里制复见规视觉览观计订讯记讲访设许诉诊评词试诗话该详诚语误说课调谈请论证识谱护读变让猪贝负财责货贯贸费资宾赐赏贤质赛赞赶跃车轨软轴较载辅轻辆辉轮输转办农边邮乡邻医酿释针钓钞银铜铭锐铝锋钢录锦镇镜铁铸鑫长闪闭阅际阴陈阳险隐杂鸡离灵静顺饭饮饲饱馆驰驻驾验体鱼鲜鸟鹰盐么点齿');
CREATE MACRO name_key(s) AS nullif(regexp_replace(
    replace(replace(name_text(s), '有限责任公司', '有限公司'), '股份有限公司', '有限公司'),
    '[^0-9A-Z\x{4E00}-\x{9FFF}\x{3400}-\x{4DBF}\x{20000}-\x{2FFFF}*]', '', 'g'), '');
CREATE MACRO is_firm_name(key) AS length(key) > 5
    OR regexp_matches(key, '(公司|合作社|工商户|经销部|商店|商行|超市|厂|部|店|中心|协会|学校|医院|局|站|所|社|行|馆|院|园|场)$');
-- What a firm is called once the place in front and the kind of firm behind are gone.
CREATE MACRO firm_core(key) AS regexp_replace(regexp_replace(key,
    '^((黑龙江|吉林|辽宁|河北|山东|河南|四川|北京|上海|天津|广东|江苏|浙江)省?|双鸭山市?|[\x{4E00}-\x{9FFF}]{2,3}(省|市|县|区|旗|农场|镇|乡))+', ''),
    '(有限公司|分公司|公司|合作社|个体工商户|经销部|商店|商行|超市|厂|店)$', '');
CREATE MACRO surname(key) AS left(key, 1);
CREATE MACRO shown_name(s) AS CASE WHEN s IS NULL THEN '（姓名缺）'
    WHEN is_firm_name(name_key(s)) THEN cell(s) ELSE left(cell(s), 1) || '＊' END;
CREATE MACRO shown_id(key) AS CASE WHEN key IS NULL THEN '（证件号缺）'
    ELSE '**************' || right(key, 4) END;

-- Document numbers: 友民许字〔2023〕12号, 友民许字[2023]012号 and 友民许字（2023）第12号 are one.
CREATE MACRO document_text(s) AS regexp_replace(
    translate(squeezed(s), '〔〕【】［］（）()｛｝{}《》<>－—–_/\.,、', '[][][][][][][][]-----'), '[第号#\-\[\]]', '|', 'g');
CREATE MACRO document_key(s) AS nullif(regexp_replace(regexp_replace(regexp_replace(
    document_text(s), '\|+', '|', 'g'), '\|0+(\d)', '|\1', 'g'), '^\||\|$', '', 'g'), '');

-- Names of items: without the department in brackets, without words that say nothing.
CREATE MACRO item_text(s) AS nullif(regexp_replace(squeezed(s), '[^0-9A-Z\x{4E00}-\x{9FFF}]', '', 'g'), '');
CREATE MACRO item_base(s) AS nullif(regexp_replace(regexp_replace(squeezed(s), '\([^)]*\)', '', 'g'),
    '[^0-9A-Z\x{4E00}-\x{9FFF}]|^(办理|申请|关于)|的', '', 'g'), '');

-- Share of characters two texts have in common, 0 to 1 (for pairs that something else has already brought together).
CREATE MACRO likeness(a, b) AS len(list_intersect(string_split(a, ''), string_split(b, '')))
    / greatest(len(list_distinct(string_split(a, ''))), len(list_distinct(string_split(b, ''))), 1);
