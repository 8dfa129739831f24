"""去标识: what a rater wrote, without what would tell who he is, whom he means and when it was."""

import re
from collections.abc import Iterable

NAME, PHONE, IDENTITY, NUMBER, DATE, MAIL = "〔姓名〕", "〔电话〕", "〔证件号〕", "〔编号〕", "〔时间〕", "〔邮箱〕"
_SURNAMES = (
    "赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨朱秦尤许何吕施张孔曹严华金魏陶姜戚谢邹喻柏水窦章云苏潘葛奚范彭郎鲁韦昌马苗凤花方"
    "俞任袁柳鲍史唐费廉岑薛雷贺倪汤滕殷罗毕郝邬安常乐于时傅皮卞齐康伍余元卜顾孟平黄和穆萧尹姚邵汪祁毛禹狄米贝明臧计"
    "伏成戴谈宋茅庞熊纪舒屈项祝董梁杜阮蓝闵席季麻强贾路娄危江童颜郭梅盛林刁钟徐邱骆高夏蔡田樊胡凌霍虞万支柯管卢莫房"
    "解应宗丁宣邓郁单杭洪包诸左石崔吉龚程邢裴陆荣翁荀羊甄曲封储靳段富巫乌焦巴弓牧隗山谷车侯全班仰秋仲伊宫宁仇栾甘厉"
    "祖武符刘景詹束龙叶幸司黎乔苍双闻莘党翟谭贡劳冉宰郦雍桑桂牛边燕冀尚农温庄晏柴瞿阎充慕连茹习艾鱼容向古易慎戈廖庾终暨"
    "居衡步都耿满弘匡国文寇广禄阙东欧沃利蔚越隆师巩聂晁勾敖融冷訾辛阚简饶空曾毋沙养鞠须丰巢关蒯相查后荆红游权逯盖益桓公"
)
_TITLES = "先生|女士|小姐|同志|师傅|老师|科长|局长|股长|主任|队长|所长|经理|书记|大姐|大哥|阿姨"
_NARROW = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F) if chr(code - 0xFEE0).isalnum()}
"""Full-width letters and digits as ASCII; punctuation stays Chinese."""
_CHINESE_DIGITS = "零〇一二三四五六七八九幺两"

_DAY = r"[〇零一二三四五六七八九十]{1,3}"
_WEEKDAY = "今天|昨天|前天|大前天|上周|这周|本周|周|星期|礼拜"
_AFTER_DAY = "上午|下午|早上|晚上|中午|[，。,. ]|去|来|到"
_PLATES = "京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼"
_SAID_TO_BE = "|".join(f"(?<={word})" for word in ("我叫", "我是", "本人", "名叫", "姓名", "姓名:", "姓名："))
_AFTER_NAME = "[，。,. 、；;：:]|$|的|在|来|去|办"
# In this order: what is longer and surer first, so that a phone inside an identity number is not found alone.
_PATTERNS: tuple[tuple[re.Pattern[str], str], ...] = tuple(
    (re.compile(pattern), mark)
    for pattern, mark in (
        (r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+", MAIL),
        (r"(?<![0-9])(?:[0-9][ -]?){17}[0-9Xx](?![0-9])|(?<![0-9])[0-9]{15}(?![0-9])", IDENTITY),
        (r"(?<![0-9])(?:\+?86[ -]?)?1[3-9][0-9](?:[ -]?[0-9]){8}(?![0-9])", PHONE),
        (r"(?<![0-9])0[0-9]{2,3}[ -]?[0-9]{7,8}(?![0-9])", PHONE),
        (rf"[{_CHINESE_DIGITS}]{{7,}}", PHONE),
        (r"(?:[12][0-9]{3}[年./-])?[0-9]{1,2}(?:月|[./-])[0-9]{1,2}(?:[日号]|(?![0-9]))", DATE),
        (rf"{_DAY}月{_DAY}[日号]", DATE),
        (rf"(?:{_WEEKDAY})[一二三四五六日天]?(?={_AFTER_DAY})", DATE),
        (rf"(?:[0-9]{{1,2}}|{_DAY})(?:点半|点钟|点[0-9一二三四五六七八九十]{{0,3}}分?|[:：][0-9]{{2}}|时许)", DATE),
        (r"[一-龥]{0,6}[〔\[(][0-9]{4}[〕\])][0-9A-Za-z]*第?[0-9]+号", NUMBER),
        (rf"[{_PLATES}][A-Z][·.]?[A-Z0-9]{{5,6}}", NUMBER),
        (r"(?=[A-Za-z0-9-]*[0-9]{3})[A-Za-z0-9][A-Za-z0-9-]{4,}", NUMBER),
        (r"[0-9]{4,}", NUMBER),
        (r"[0-9]{1,3}号?(?:窗口|楼|单元|栋|室)", NUMBER),
        (rf"(?:{_SAID_TO_BE})[{_SURNAMES}][一-龥某]{{1,2}}(?={_AFTER_NAME})", NAME),
        (rf"[{_SURNAMES}][一-龥某]{{0,2}}(?={_TITLES})", NAME),
        (rf"[小老][{_SURNAMES}](?![一-龥]?[学校师傅])|姓[{_SURNAMES}]的?", NAME),
        (rf"[{_SURNAMES}]某某?", NAME),
    )
)


def redacted(text: str, names: Iterable[str] = ()) -> str:
    """The text without names, telephone, identity and other numbers, dates and hours.

    names: those that are known of the case and its department, taken out wherever they stand, spaced or not.
    What is nobody's is better lost than what is somebody's kept.
    """
    shown = text.translate(_NARROW)
    for name in sorted({each.strip() for each in names if len(each.strip()) > 1}, key=len, reverse=True):
        shown = re.sub(r"\s*".join(map(re.escape, name.translate(_NARROW))), NAME, shown)
    for pattern, mark in _PATTERNS:
        shown = pattern.sub(mark, shown)
    return re.sub(r"((〔\S{2,3}〕))(?:\s*\2)+", r"\1", shown).strip()
