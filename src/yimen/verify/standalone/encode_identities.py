#!/usr/bin/env python3
# mypy: ignore-errors
"""证件号离线编码（不联网，不需要本系统，只需要 Python 3.8 以上）。

保管人：python encode_identities.py --new-key 密钥文件 --label 230522-2026Q3
部门：  python encode_identities.py 台账.csv 编码后.csv --table register --key 密钥文件 --expect-fingerprint 指纹
大厅：  同上，--table cases

Exit code: 0 done, 1 done but rows were left out (listed in the quarantine file), 2 refused (a sentence says why).
A token is HMAC-SM3 under the custodian's key: the same number gives the same token, and without the key nothing leads
back. Whoever holds the key can try out every number, so neither the department nor the platform may keep it.
"""

import argparse
import collections
import csv
import datetime
import functools
import hashlib
import io
import os
import re
import secrets
import struct
import sys
import time
import unicodedata
from pathlib import Path

VERSION = "1"
TABLES = {
    "register": "record_no 台账编号 department_code 台账部门 item_code 事项编码 item_name 事项名称 holder_name 持证人"
    " holder_id 持证人证件号 applied_on 申请日期 issued_on 发证日期 document_no 证照文号 origin 来源",
    "cases": "case_no 办件编号 item_code 事项编码 department_code 实施部门 applicant_name 申请人"
    " applicant_id 申请人证件号 channel 申请渠道 received_at 收件时间 accepted_at 受理时间 decided_at 决定时间"
    " finished_at 办结时间 recorded_at 入库时间 window_code 受理窗口 operator_code 受理人员 terminal 受理终端"
    " result 办理结果 document_no 证照文号",
}
PERSON = {"register": ("holder_id", "holder_name"), "cases": ("applicant_id", "applicant_name")}
ALPHABET = "0123456789ABCDEFGHJKLMNPQRSTUVWY"  # no X: three of them in a row would be read as a mask
LETTERS = "ABCDEFGHJKLMNPQRSTUVWY"  # a token begins with a letter, or a spreadsheet may take it for a number


class Refused(Exception):
    """Nothing is written; the message is a Chinese sentence that says what to do."""


MASK = 0xFFFFFFFF
START = (0x7380166F, 0x4914B2B9, 0x172442D7, 0xDA8A0600, 0xA96F30BC, 0x163138AA, 0xE38DEE4D, 0xB0FB0E4E)
ROUND = [t << j % 32 & MASK | t >> 32 - j % 32 for j, t in enumerate([0x79CC4519] * 16 + [0x7A879D8A] * 48)]


def _compress(state, block):
    w = list(struct.unpack(">16I", block))
    for j in range(16, 68):
        x, y = w[j - 3], w[j - 13]
        x = w[j - 16] ^ w[j - 9] ^ (x << 15 & MASK | x >> 17)
        w.append(x ^ (x << 15 & MASK | x >> 17) ^ (x << 23 & MASK | x >> 9) ^ (y << 7 & MASK | y >> 25) ^ w[j - 6])
    a, b, c, d, e, f, g, h = state
    for j in range(64):
        turned = a << 12 & MASK | a >> 20
        one = turned + e + ROUND[j] & MASK
        one = one << 7 & MASK | one >> 25
        x = (a ^ b ^ c if j < 16 else a & b | c & (a | b)) + d + (one ^ turned) + (w[j] ^ w[j + 4]) & MASK
        y = (e ^ f ^ g if j < 16 else g ^ e & (f ^ g)) + h + one + w[j] & MASK
        d, c, b, a = c, b << 9 & MASK | b >> 23, a, x
        h, g, f, e = g, f << 19 & MASK | f >> 13, e, y ^ (y << 9 & MASK | y >> 23) ^ (y << 17 & MASK | y >> 15)
    return tuple(x ^ y for x, y in zip(state, (a, b, c, d, e, f, g, h)))  # noqa: B905 - not in Python 3.8


class PureSm3:
    """SM3 (GB/T 32905-2016) as hashlib would have it; used where OpenSSL does not offer it."""

    def __init__(self, content=b"", state=START, size=0):
        self.state, self.rest, self.size = state, b"", size
        self.update(content)

    def update(self, content):
        self.size, content = self.size + len(content), self.rest + content
        full = len(content) & ~63
        for place in range(0, full, 64):
            self.state = _compress(self.state, content[place : place + 64])
        self.rest = content[full:]

    def copy(self):
        return PureSm3(self.rest, self.state, self.size - len(self.rest))

    def digest(self):
        twin = self.copy()
        twin.update(b"\x80" + bytes((55 - self.size) % 64) + struct.pack(">Q", self.size * 8))
        return struct.pack(">8I", *twin.state)


NATIVE_SM3 = functools.partial(hashlib.new, "sm3")  # ValueError where OpenSSL has none


def keyed(key, new):
    """Return HMAC(key, ·) (RFC 2104, GB/T 15852.2) as a function; the key is hashed once, not each time."""
    padded = (key if len(key) <= 64 else new(key).digest()).ljust(64, b"\0")
    inner, outer = new(bytes(x ^ 0x36 for x in padded)), new(bytes(x ^ 0x5C for x in padded))

    def tag(message):
        first, last = inner.copy(), outer.copy()
        first.update(message)
        last.update(first.digest())
        return last.digest()

    return functools.lru_cache(200000)(tag)


def passes_vectors(new):
    """Return whether this SM3 gives the two digests of GB/T 32905-2016, appendix A, and a known HMAC."""
    try:
        found = (new(b"abc").digest(), new(b"abcd" * 16).digest(), keyed(bytes(range(32)), new)(b"abc"))
    except ValueError:
        return False
    return [digest.hex() for digest in found] == [
        "66c7f0f462eeedd9d1f2d46bdc10e4e24167c4875cf2f7a2297da02b8f4ba8e0",
        "debe9ff92275b8a138604889c18e5a4d6fdb70e5387e5765293dcba39c0c5732",
        "a8f95cf26f204957e7ca73c9602a25dda35f168b28103b51dfc968c810416b63",
    ]


class Key:
    """The custodian's key and its label (region, purpose, period); both sides must use the very same."""

    def __init__(self, raw, label, new):
        # One key for each kind of token and each label, so that tokens of two periods or two kinds never meet.
        derive = keyed(raw, new)
        self.tags = {k: keyed(derive(f"yimen|v1|{label}|{k}".encode()), new) for k in ("print", "id", "pair")}
        seen = self.tags["print"](b"")
        self.fingerprint = "-".join(seen[i : i + 2].hex().upper() for i in range(0, 8, 2))
        self.mark = "K" + "".join(ALPHABET[byte & 31] for byte in seen[8:11])

    def token(self, kind, text, length):
        """Return the token: a letter, then length - 1 characters of 5 bits each."""
        digest = self.tags[kind](text.encode("utf-8"))
        number = int.from_bytes(digest[1:], "big")
        return LETTERS[digest[0] % len(LETTERS)] + "".join(ALPHABET[number >> 5 * i & 31] for i in range(length - 1))


def weakness(raw):
    """Return why these bytes are no key, or an empty text."""
    if len(raw) != 32:
        return f"密钥应为 256 位，现为 {len(raw) * 8} 位"
    steps = {(raw[i] - raw[i - 1]) % 256 for i in range(1, 32)}
    regular = len(set(raw)) < 20 or len(steps) < 12 or all(32 <= byte < 127 for byte in raw)
    return "密钥太有规律，像口令或手工编的" if regular else ""


def new_key(path, label, new):
    """Write a fresh key to a file that must not exist yet; return the key."""
    if not re.fullmatch("[0-9A-Za-z_.-]{4,60}", label or ""):
        raise Refused("请用 --label 写明县区、用途和期间，例如 230522-2026Q3（字母、数字、横线，4 至 60 个）")
    raw = secrets.token_bytes(32)
    key = Key(raw, label, new)
    save({path: f"yimen-key 1\nlabel {label}\nkey {raw.hex()}\nfingerprint {key.fingerprint}\n"})
    return key


def read_key(path, expected, new):
    """Return the key of the file, which must be the one that the custodian named."""
    try:
        lines = path.read_text(encoding="utf-8-sig").split("\n")
        values = dict(line.strip().split(" ", 1) for line in lines if " " in line.strip())
        raw, label = bytes.fromhex(values["key"]), values["label"]
    except (OSError, ValueError, KeyError):
        raise Refused(f"{path.name}：打不开，或不是 --new-key 生成的密钥文件；请向密钥保管人重新领取") from None
    if weakness(raw):
        raise Refused(f"{path.name}：{weakness(raw)}；请由保管人用 --new-key 重新生成")
    key = Key(raw, label, new)
    if key.fingerprint != values.get("fingerprint"):
        raise Refused(f"{path.name}：密钥与所载指纹不符，文件被改动或抄错，请重新领取")
    if re.sub("[^0-9A-F]", "", (expected or "").upper()) != key.fingerprint.replace("-", ""):
        raise Refused(f"密钥指纹是 {key.fingerprint}，与 --expect-fingerprint 不同；各方须用同一密钥，请向保管人核对")
    return key


RESIDENT = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
CREDIT = (1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28)
CREDIT_LETTERS = "0123456789ABCDEFGHJKLMNPQRTUWXY"
SIGNS = str.maketrans("•●·＊×ХΧⅩ", "****XXXX")
WIDE = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)}
CARRIED = re.compile("(?<![0-9])[1-9][0-9]{16}[0-9X](?![0-9A-Z])")


def _plain(text):
    every = (c.upper() if len(c.upper()) == 1 else c for c in text.translate(WIDE))
    return text.upper() if text.isascii() else "".join(every)


def _squeezed(text):
    return "".join(c for c in _plain(text) if not c.isspace() and unicodedata.category(c) not in ("Cf", "Cc"))


def _sum(text, weights):
    return sum(CREDIT_LETTERS.index(text[i]) * weight for i, weight in enumerate(weights))


def is_sound(key):
    """Return whether it is a citizen's number (GB 11643-1999) or a firm's (GB 32100-2015) with its check digit."""
    if not re.fullmatch("[0-9]{17}[0-9X]", key):
        of_firm = re.fullmatch(f"[{CREDIT_LETTERS}]{{18}}", key)
        return bool(of_firm) and CREDIT_LETTERS[-_sum(key, CREDIT) % 31] == key[17]
    try:
        born = datetime.date(int(key[6:10]), int(key[10:12]), int(key[12:14]))
    except ValueError:
        return False
    return born <= datetime.date.today() and "10X98765432"[_sum(key, RESIDENT) % 11] == key[17]  # noqa: DTZ011


def id_key(text):
    """Return the number as the engine compares it: half-width, capitals, stars for a mask, 15 digits made 18."""
    text = re.sub("X{3,}", "***", re.sub("[^0-9A-Z*]", "", _squeezed(text).translate(SIGNS)))
    longer = text[:6] + "19" + text[6:]
    return longer + "10X98765432"[_sum(longer, RESIDENT) % 11] if re.fullmatch("[0-9]{15}", text) else text


def judge(cell):
    """Return (number or "", its last four characters or "", what is wrong or "") of what stands in the cell."""
    key = id_key(cell)
    tail = key[-4:] if re.search("[0-9A-Z]{4}$", key) and len(key) != 15 else ""
    if not key or "*" in key or len(key) < 9:
        return "", tail, "有掩码" if "*" in key else "位数太少" if key else "为空"
    # Passports, and the 15 digits of old licences, have no check that we know; they are taken as they stand.
    unchecked = len(key) not in (16, 17, 18, 19, 20) or re.fullmatch("[0-9]{15}", _squeezed(cell))
    return (key, tail, "") if unchecked or is_sound(key) else ("", tail, "校验位、日期或位数不对")


VARIANTS = (
    "傑杰雲云偉伟國国華华強强東东軍军劉刘張张陳陈楊杨趙赵黃黄吳吴孫孙馬马羅罗鄭郑謝谢韓韩馮冯鄧邓許许蕭萧蔣蒋賈贾鄒邹陸陆葉叶閻阎鐘钟譚谭龍龙賴赖龔龚錢钱湯汤嚴严於于餘余蘭兰鳳凤鵬鹏龜龟劍剑飛飞衛卫義义興兴順顺寶宝貴贵蓮莲榮荣豐丰遠远達达運运進进連连選选萬万與与廣广慶庆應应開开關关門门間间閣阁陽阳隊队階阶隨随難难電电霧雾韋韦頁页項项須须預预頓顿領领頭头風风馭驭駿骏麗丽麥麦黨党齊齐麵面曉晓暉晖會会來来樂乐業业專专兩两喬乔書书買买亂乱爭争亞亚產产億亿個个們们倉仓備备傳传傷伤傾倾僅仅優优儀仪儲储兒儿冊册凍冻減减創创劃划動动務务勝胜勞劳區区協协單单賣卖參参雙双發发變变員员問问啟启喚唤圍围園园圓圆圖图團团報报場场塊块塗涂壇坛夢梦夥伙奧奥婦妇媽妈孃娘"
    "學学實实寧宁審审寫写將将尋寻對对導导屬属島岛嶺岭幣币師师帶带幫帮庫库彈弹徑径從从復复徵征懷怀態态慣惯憑凭憲宪戶户擁拥據据換换擇择擔担攝摄敗败敵敌數数斬斩斷断時时晝昼暢畅條条極极構构標标樓楼樣样樸朴機机檢检櫃柜權权歐欧歡欢歲岁歷历歸归殘残殺杀殼壳氣气漢汉潔洁溝沟溫温準准滅灭滿满漁渔潛潜澤泽濟济濤涛灣湾灘滩煙烟煉炼無无煥焕熱热燈灯爐炉爺爷牆墙狀状獨独獎奖玀猡現现瑪玛環环瓊琼畢毕畫画異异當当療疗癢痒盜盗盤盘監监確确碼码礦矿禮礼種种稱称穀谷積积穩稳穫获窮穷競竞筆笔築筑簡简糧粮糾纠紀纪約约紅红純纯紙纸級级紋纹納纳細细終终組组結结給给絡络絲丝經经綠绿維维網网緊紧線线練练縣县總总縱纵績绩織织繪绘繼继續续纖纤罰罚聖圣聞闻聯联聰聪聲声職职聽听腦脑腳脚"
    "膠胶臨临舉举舊旧艦舰藝艺節节範范莊庄葦苇蒼苍蓋盖藍蓝藥药蘇苏蘆芦蘊蕴處处號号蟲虫蠟蜡補补裝装裡里製制複复見见規规視视覺觉覽览觀观計计訂订訊讯記记講讲訪访設设訴诉診诊評评詞词試试詩诗話话該该詳详誠诚語语誤误說说課课調调談谈請请論论證证識识譜谱護护讀读讓让豬猪貝贝負负財财責责貨货貫贯貿贸費费資资賓宾賜赐賞赏賢贤質质賽赛贊赞趕赶躍跃車车軌轨軟软軸轴較较載载輔辅輕轻輛辆輝辉輪轮輸输轉转辦办農农邊边郵邮鄉乡鄰邻醫医釀酿釋释針针釣钓鈔钞銀银銅铜銘铭銳锐鋁铝鋒锋鋼钢錄录錦锦鎮镇鏡镜鐵铁鑄铸長长閃闪閉闭閱阅際际陰阴險险隱隐雜杂雞鸡離离靈灵靜静飯饭飲饮飼饲飽饱館馆馳驰駐驻駕驾驗验體体魚鱼鮮鲜鳥鸟鷹鹰鹽盐麼么點点齒齿"
)
SIMPLE = str.maketrans(VARIANTS[::2], VARIANTS[1::2])


def name_key(text):
    """Return what a name is compared by: without spaces, signs and additions, in simplified characters."""
    text = re.sub(r"[(\[](代办?|代理|委托|本人|个体工商户)[)\]]$", "", _squeezed(text)).translate(SIMPLE)
    text = text.replace("有限责任公司", "有限公司").replace("股份有限公司", "有限公司")
    text = re.sub("等[0-9一二三四五六七八九十]+(人|户|家)$", "", text)
    return re.sub("[^0-9A-Z\u3400-\u4dbf\u4e00-\u9fff\U00020000-\U0002ffff*]", "", text)


def read_text(path):
    """Return the file's text, read as UTF-8 or GB18030."""
    try:
        content = path.read_bytes()
    except OSError:
        raise Refused(f"{path}：打不开这个文件，请核对文件名，并关闭正在使用它的程序") from None
    if not content.strip() or content[:2] in (b"PK", b"\xd0\xcf", b"\xff\xfe", b"\xfe\xff"):
        raise Refused(f"{path.name}：是空文件、Excel 文件或 UTF-16 文本，请在表格软件中另存为“CSV UTF-8”后重试")
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            return content.decode(encoding)
        except UnicodeDecodeError as error:
            line = content.count(b"\n", 0, error.start) + 1
    raise Refused(f"{path.name}：第 {line} 行有既不是 UTF-8 也不是 GB18030 的字符，请改正后重试")


def find_columns(path, table, header):
    """Return {column of the contract: place in the file}; a column is known by its name or its Chinese title."""
    words, found = TABLES[table].split(), {}
    known = {word: words[i - i % 2] for i, word in enumerate(words)}
    for place, cell in enumerate(header):
        column = known.get(cell.strip())
        if column and found.setdefault(column, place) != place:
            raise Refused(f"{path.name}：第 1 行有两列都是 {column}，请只留一列")
    for column in (words[0], PERSON[table][0]):
        if column not in found:
            title = words[words.index(column) + 1]
            raise Refused(f"{path.name}：第 1 行没有 {column}（{title}）列，请补上这一列，或把表头改成这个名称")
    return {word: found[word] for word in words if word in found}


def save(files):
    """Write new files, {path: text}, that only their owner reads; nothing is left half written or written over."""
    for path in files:
        if path.exists():
            raise Refused(f"{path}：已有这个文件，不覆盖；请换个文件名或先把它移走")
    for path, text in files.items():
        part = path.with_name(path.name + ".part")
        try:
            with os.fdopen(os.open(str(part), os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as stream:
                stream.write(text.encode("utf-8"))
                os.fsync(stream.fileno())
            part.replace(path)
        except OSError:
            raise Refused(f"{path}：写不进去，请核对文件夹、权限和剩余空间") from None
        finally:
            if part.exists():
                part.unlink()


def encode_row(where, table, key, values):
    """Return (the row as it is written, notes of (what is counted, column or "", what became of it))."""
    (id_column, name_column), row, notes = PERSON[table], dict(values), []
    handle, name, own = next(iter(values)), values.get(name_column, ""), id_key(values[id_column])
    for column in values.keys() - {id_column, name_column}:
        cell, plain = values[column], _plain(values[column])
        # A serial of region, day and number looks like a person's too; one in eleven even has the right check digit.
        found = [n for n in CARRIED.findall(plain) if n == own or (is_sound(n) and n[6:10] < "2005")]
        kept = functools.reduce(lambda text, n: text.replace(n, ""), found, plain)
        if kept != plain and column == handle:
            raise Refused(f"{where} {column} 列里有身份证号，请把编号换成流水号后重试")
        row[column] = kept if kept != plain else cell
        if column == "item_name" and len(name) > 1:
            row[column] = row[column].replace(name, "")
        if row[column] != cell:
            notes.append(("夹带证件号或姓名", column, "已从这一格抹去"))
    (number, tail, fault), called = judge(values[id_column]), name_key(name)
    row[id_column] = number and key.mark + key.token("id", number, 27)
    # Name and last four in one token find a masked or mistyped number again. Tokens of a name or of four digits alone
    # are not given: whoever knows some people's could read everybody's off a list.
    pair = key.token("pair", f"{called}|{tail}", 13) if called and "*" not in called and tail else ""
    if name_column in row:
        row[name_column] = pair
    if fault:
        remedy = "凭姓名和末四位比对" if pair else "只能凭文号、事项和日期比对，请补全证件号后重做"
        notes.append(("隔离：证件号" + fault, id_column, remedy))
    said = (("整号令牌", number), ("合成令牌", pair), ("没有任何令牌", not number and not pair))
    return row, notes + [(what, "", "") for what, holds in said if holds]


def convert(source, target, table, key):
    """Return the counts after writing the encoded table and, beside it, the quarantine list."""
    counts, text, line = collections.Counter(), read_text(source), 1
    tokens, aside = io.StringIO(), io.StringIO()
    writer, listed = csv.writer(tokens, lineterminator="\n"), csv.writer(aside)
    listed.writerow(("行", "编号", "列", "原因", "处理"))
    reader, lines = csv.reader(io.StringIO(text, newline=""), strict=True), text.count("\n") + 1
    try:
        header = next(reader)
        places = find_columns(source, table, header)
        writer.writerow(places)
        line = reader.line_num + 1
        for cells in reader:
            if len(cells) == len(header):
                values = {column: cells[place].strip() for column, place in places.items()}
                row, notes = encode_row(f"{source.name}：第 {line} 行", table, key, values)
                writer.writerow(row.values())
                listed.writerows((line, next(iter(row.values())), *note[1::-1], note[2]) for note in notes if note[1])
                counts.update(["读入", "写出", *(note[0] for note in notes)])
            elif cells:
                listed.writerow((line, "", "", "列数与表头不符", "整行未写出，请改正后重做"))
                counts.update(["读入", "未写出：列数与表头不符"])
            line = reader.line_num + 1
            if counts["读入"] % 2000 == 0:
                print(f"\r已完成 {line / lines:4.0%}", end="", file=sys.stderr, flush=True)
    except csv.Error:
        raise Refused(f"{source.name}：第 {line} 行引号没有成对或一格过长，请改正后重试") from None
    save({target: tokens.getvalue(), target.with_suffix(".quarantine.csv"): "\ufeff" + aside.getvalue()})
    return counts


def main(arguments=None):
    """Return the exit code: 0 done, 1 rows left out, 2 refused."""
    for stream in (sys.stdout, sys.stderr):
        stream.reconfigure(errors="replace")
    parser = argparse.ArgumentParser(description="证件号离线编码（HMAC-SM3）")
    parser.add_argument("source", nargs="?", type=Path, help="台账或办件 CSV（UTF-8 或 GB18030）")
    parser.add_argument("target", nargs="?", type=Path, help="编码后的文件，不得已存在")
    parser.add_argument("--table", choices=sorted(TABLES), help="register 部门台账，cases 大厅办件")
    parser.add_argument("--key", type=Path, help="密钥文件，由保管人当面交付，用后收回")
    parser.add_argument("--expect-fingerprint", help="保管人另行告知的密钥指纹")
    parser.add_argument("--new-key", type=Path, metavar="密钥文件", help="生成新密钥（保管人用）")
    parser.add_argument("--label", help="新密钥的县区、用途、期间，例如 230522-2026Q3")
    given = parser.parse_args(arguments)
    try:
        if not passes_vectors(PureSm3):
            raise Refused("本程序的 SM3 自检不通过，文件可能损坏，请重新领取本程序")
        new = NATIVE_SM3 if passes_vectors(NATIVE_SM3) else PureSm3
        print(f"编码程序第 {VERSION} 版，SM3 自检通过（{'OpenSSL' if new is NATIVE_SM3 else '纯 Python'}）")
        if given.new_key:
            key = new_key(given.new_key, given.label, new)
            print(f"密钥已写入 {given.new_key}\n指纹 {key.fingerprint}，请用别的途径告知各部门和大厅")
            return 0
        if not (given.source and given.target and given.table and given.key):
            raise Refused("请给出 台账文件 输出文件 --table --key --expect-fingerprint；用 --help 看说明")
        key = read_key(given.key, given.expect_fingerprint, new)
        if given.key.resolve().parent == given.target.resolve().parent:
            raise Refused("编码文件不得与密钥放在同一文件夹，请换一个输出位置")
        started = time.monotonic()
        counts = convert(given.source, given.target, given.table, key)
        read, seconds = counts["读入"], time.monotonic() - started
        print(f"\r读入 {read} 行，写出 {counts['写出']} 行，{read / seconds:.0f} 行/秒，密钥指纹 {key.fingerprint}")
        for what, count in sorted(counts.items()):
            if what not in ("读入", "写出"):
                print(f"  {what} {count} 处（{count / read:.2%}）")
        print("隔离和没有令牌的数量本身就是线索，请连同编码文件上报；隔离清单只记行号和编号，不记证件号")
        return 1 if read != counts["写出"] else 0
    except Refused as refusal:
        print(f"\r未处理：{refusal}", file=sys.stderr)
        return 2


if __name__ == "__main__":
    sys.exit(main())
