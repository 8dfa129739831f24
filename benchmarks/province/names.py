"""What people are called in a whole province: surnames and given names about as common as they are in the country.

A county's own lists (`benchmarks.counties.words`) hold a hundred surnames and a hundred given names; among ten million
people a linker that weighs rare names more would learn nothing from so few.
"""

from __future__ import annotations

SURNAMES = (
    "王 714 李 701 张 675 刘 538 陈 446 杨 308 黄 217 赵 213 吴 196 周 194 徐 145 孙 140 马 130 朱 125 胡 116 "
    "林 115 郭 113 何 107 高 101 罗 86 郑 84 梁 83 谢 76 宋 72 唐 70 许 68 邓 67 冯 66 韩 65 曹 60 曾 58 彭 58 "
    "萧 56 蔡 54 潘 53 田 53 董 52 袁 51 于 50 余 49 叶 48 蒋 48 杜 47 苏 46 魏 45 程 45 吕 44 丁 43 沈 42 任 41 "
    "姚 41 卢 40 傅 38 钟 38 姜 38 崔 37 谭 37 廖 36 范 35 汪 35 陆 34 金 34 石 33 戴 33 贾 32 韦 31 夏 31 邱 30 "
    "方 30 侯 29 邹 28 熊 28 孟 27 秦 27 白 26 江 26 阎 26 薛 25 尹 25 段 24 雷 24 黎 23 史 22 龙 22 陶 21 贺 21 "
    "顾 20 毛 20 郝 20 龚 19 邵 19 万 19 钱 18 严 18 赖 18 覃 17 洪 17 武 17 莫 16 孔 16 汤 15 向 14 常 14 温 13 "
    "康 13 施 13 文 12 牛 12 樊 12 葛 12 邢 11 安 11 齐 11 易 11 乔 10 伍 10 庞 10 颜 9 倪 9 庄 9 聂 9 章 9 鲁 9 "
    "岳 8 翟 8 殷 8 詹 8 申 8 欧 8 耿 8 关 8 兰 8 焦 8 俞 8 左 7 柳 7 甘 7 祝 7 包 7 宁 7 尚 7 符 7 舒 7 阮 6 "
    "柯 6 纪 6 梅 6 童 6 凌 6 毕 6 单 6 季 6 裴 6 霍 6 涂 6 成 6 苗 6 谷 6 盛 6 曲 5 翁 5 冉 5 骆 5 蓝 5 路 5 "
    "游 5 辛 5 靳 5 管 5 柴 5 蒙 5 鲍 5 华 5 喻 5 祁 5 蒲 4 房 4 滕 4 屈 4 饶 4 解 4 牟 4 艾 4 尤 4 阳 4 时 4 "
    "穆 4 农 4 司 3 卓 3 古 3 吉 3 缪 3 简 3 车 3 项 3 连 3 芦 3 麦 3 褚 3 娄 3 窦 3 戚 3 岑 3 景 3 党 3 宫 3 "
    "费 2 卜 2 冷 2 晏 2 席 2 卫 2 米 2 柏 2 宗 2 瞿 2 桂 2 全 2 佟 2 应 2 臧 2 闵 2 欧阳 11 上官 2 司马 1 "
    "诸葛 1"
)
"""Surname, then how many of ten thousand bear it, roughly."""

FIRST = (
    "志建国文玉春海永立德金宝长凤淑桂秀晓雪佳嘉子梓雨思欣俊浩天明洪兴福庆祥宏振广显维连树喜占守世少光家学成新景"
    "云小亚红丽美艳慧静月冬秋夏爱彩素瑞锦丹婉诗若可一亦泽宇博睿铭轩奕煜昊晨航恒启承绍仲伯孟叔延彦正义仁礼信"
)
"""First characters of given names, the commonest first."""

SECOND = (
    "军民华明强伟杰平生林山海江龙虎峰波涛刚勇斌辉亮东南珍芝兰英梅花香云霞红艳丽娟琴玲敏慧颖然轩涵怡彤瑶宁芳静"
    "洋超鹏飞宇浩鑫婷雪莹琳岩凯旭帅晶萍凤燕荣贵财富才祥福田成利元新光文武智义德良善友发旺昌盛庆喜乐安康健"
    "豪哲瀚阳晨曦悦萱琪妍菲蕾薇蓉莲菊竹松柏桐楠森淼焱垚磊鹤雁"
)
"""Second characters of given names, the commonest first; alone they are given names of one character."""

TRADITIONAL = (
    "国军华强张刘陈杨赵孙马吴许钟钱顾龚东兰丽娟云凤红刚伟庆兴广业县龙饭机电车财润达丰",
    "國軍華強張劉陳楊趙孫馬吳許鍾錢顧龔東蘭麗娟雲鳳紅剛偉慶興廣業縣龍飯機電車財潤達豐",
)


def surname_slots() -> list[tuple[str, int]]:
    """Each surname and its weight."""
    parts = SURNAMES.split()
    return [(name, int(weight)) for name, weight in zip(parts[::2], parts[1::2], strict=True)]


def given_slots(characters: str) -> list[tuple[str, int]]:
    """Each character and its weight: the n-th is about n times rarer than the first, flattened at the top."""
    return [(one, max(1, round(6000 / (rank + 12)))) for rank, one in enumerate(dict.fromkeys(characters))]
