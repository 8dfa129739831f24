"""Invented persons and firms who apply. None of them can exist: see codes."""

import random
from dataclasses import dataclass
from datetime import date, timedelta

from yimen.demonstration import codes

SURNAMES = (
    "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕苏卢蒋蔡贾丁魏薛叶阎余潘杜戴夏钟汪田"
    "任姜范方石姚谭廖邹熊金陆郝孔白崔康毛邱秦江史顾侯邵孟龙万段雷钱汤尹黎易常武乔贺赖龚文"
)
FEMALE = "玉桂淑秀英华慧巧美娜静惠珠翠雅芝红娥玲芬芳燕彩春菊兰凤洁梅琳素云莲真环雪荣爱妹霞香月莺媛艳瑞凡佳嘉琼勤珍贞莉"
MALE = (
    "伟刚勇毅俊峰强军平保东文辉力明永健世广志义兴良海山仁波宁贵福生龙元全国胜学祥才发武新利清飞彬富顺信子杰涛昌成康星"
)
EITHER = "子雨思一梓浩宇轩晨阳欣然嘉怡博涵语泽诺安宁乐可心"
TRADES = (
    "米业",
    "农业科技",
    "粮食贸易",
    "商贸",
    "运输",
    "建筑工程",
    "物业服务",
    "餐饮管理",
    "农机",
    "种业",
    "食品加工",
    "文化传媒",
    "物流",
    "加油站",
    "电子商务",
    "养殖",
    "劳务",
    "装饰",
)
WORDS = "北大荒友谊兴隆凤岗龙山庆丰东建丰收金穗黑土三江盛达宏源鑫瑞恒泰和顺福康隆德润泽昌谷禾稷黍"
PLACES = ("友谊县", "友谊县", "友谊县", "黑龙江省", "黑龙江", "双鸭山市", "友谊农场", "红兴隆", "")
FORMS = (
    ("有限公司", "91", 50),
    ("有限责任公司", "91", 22),
    ("商店", "92", 10),
    ("经销部", "92", 8),
    ("农民专业合作社", "93", 8),
    ("股份经济合作社", "N2", 2),
)


@dataclass(slots=True, frozen=True)
class Applicant:
    """申请人: a person or a firm."""

    name: str
    identity: str
    is_firm: bool


def person_name(rng: random.Random, male: bool) -> str:
    """A full name of two or three characters."""
    first = rng.choice(SURNAMES)
    own = MALE if male else FEMALE
    if rng.random() < 0.16:
        return first + rng.choice(own)
    return first + rng.choice(EITHER if rng.random() < 0.3 else own) + rng.choice(own)


def person(rng: random.Random) -> Applicant:
    """A person between 18 and 88 years old in 2023."""
    male = rng.random() < 0.5
    born = date(2005, 1, 1) - timedelta(days=int(rng.triangular(0, 25500, 13000)))
    sequence = rng.randrange(500) * 2 + male
    return Applicant(person_name(rng, male), codes.resident_id(born, sequence), False)


def firm(rng: random.Random) -> Applicant:
    """A firm, sole trader or cooperative."""
    form, kind, _ = rng.choices(FORMS, weights=[weight for *_, weight in FORMS])[0]
    style = "".join(rng.sample(WORDS, 2 if rng.random() < 0.6 else 3))
    place = rng.choice(PLACES)
    trade = "" if form.endswith("合作社") else rng.choice(TRADES)
    middle = rng.choice(("水稻种植", "大豆种植", "农机", "养殖", "粮食种植")) if kind == "93" else trade
    return Applicant(f"{place}{style}{middle}{form}", codes.credit_code(kind, codes.drawn_organisation(rng)), True)


class Population:
    """Persons and firms to draw applicants from; the same firm comes often, the same person now and then."""

    def __init__(self, rng: random.Random, matters: int) -> None:
        self._rng = rng
        self.persons = _distinct(person, rng, max(400, matters * 2 // 5))
        self.firms = _distinct(firm, rng, max(120, matters // 14))

    def draw(self, firm_share: float) -> Applicant:
        """Somebody: a firm with that probability, else a person."""
        if self._rng.random() < firm_share:
            return self.firms[int(len(self.firms) * self._rng.random() ** 1.6)]
        return self.persons[int(len(self.persons) * self._rng.random())]

    def newcomer(self, is_firm: bool) -> Applicant:
        """Somebody who is in no other's way."""
        return firm(self._rng) if is_firm else person(self._rng)


def _distinct(make, rng: random.Random, count: int) -> list[Applicant]:
    found: dict[str, Applicant] = {}
    while len(found) < count:
        one = make(rng)
        found.setdefault(one.identity, one)
    return list(found.values())
