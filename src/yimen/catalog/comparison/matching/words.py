"""事项名称用语: the words by which names differ without meaning anything else, and those that mean another item.

Read off the wording of 设定依据 and of published lists; the benchmark disturbs names by tables of its own.
"""

SAME: dict[str, tuple[str, ...]] = {
    "发证": ("核发", "颁发", "签发", "发放", "发证", "制发", "制证"),
    "审批": ("审批", "核准", "批准", "审核", "审查", "许可", "准予", "审定"),
    "设立": ("设立", "新设", "开办", "开业", "新办", "成立", "新建", "新申请", "首次", "新领"),
    "筹设": ("筹设", "筹办", "筹建"),
    "变更": ("变更", "更改", "变动", "更正"),
    "延续": ("延续", "延期", "续期", "续展", "续办"),
    "换证": ("换发", "换领", "换证", "更换"),
    "补证": ("补发", "补领", "补办", "补证", "遗失补"),
    "注销": ("注销", "终止", "歇业", "撤销", "废止"),
    "年检": ("年检", "年审", "年度检验", "年度检查", "年度审验", "年报"),
    "转移": ("转移", "迁移"),
    "转让": ("转让", "过户"),
    "转入": ("转入", "迁入"),
    "转出": ("转出", "迁出"),
    "登记": ("登记", "注册"),
}
"""Canonical word -> wordings of the same act (行为). Longer wordings are tried first."""

UNSAID = frozenset({"设立"})
"""The stage that a name means when it says none."""

STAGES = frozenset({"设立", "筹设", "转让", "转入", "转出", "变更", "延续", "换证", "补证", "注销", "年检", "转移"})
"""Acts of which two different ones on either side mean two items, however alike the rest is (设立登记, 注销登记)."""

PROCEDURES: tuple[frozenset[str], ...] = (
    frozenset({"备案", "审批", "登记", "发证", "初审", "查询", "咨询", "奖励", "表彰", "裁决", "调解", "验收"}),
)
"""What is done with the matter; 备案 and 审批 of the same matter are two items of two types."""

CONTRASTS: tuple[tuple[str, ...], ...] = (
    ("国产", "进口"), ("进口", "出口"), ("境内", "境外", "涉外"), ("甲级", "乙级", "丙级", "丁级"),
    ("城镇", "农村"), ("职工", "居民"), ("企业", "个体", "事业单位", "社会团体", "民办非企业", "合作社", "基金会"),
    ("生产", "经营", "销售", "运输", "储存"), ("批发", "零售"), ("改建", "扩建"), ("内资", "外资", "外商"),
    ("大型", "中型", "小型"), ("水路", "道路", "铁路", "航空"), ("男", "女"), ("临时", "永久", "长期"),
    ("地上", "地下"), ("供水", "供电", "供气", "供热"), ("普通", "危险"), ("客运", "货运"), ("旅客", "货物"),
    ("养老", "医疗", "工伤", "失业", "生育"), ("预售", "现售"), ("有限公司", "合伙", "独资", "股份"),
    ("博物馆", "图书馆", "文化馆"), ("公共场所", "饮用水"), ("医师", "护士", "药师"), ("法人", "自然人"),
    ("初审", "终审"), ("线上", "线下"), ("接收", "转出"), ("申报", "查询", "打印"), ("内河", "海洋"),
)  # fmt: skip
"""Words of which two different ones on either side mean two items."""

EMPTY = (
    "政务服务事项", "行政许可", "行政确认", "其他行政权力", "有关", "相关", "进行", "办理", "事项", "业务", "服务",
    "申请", "工作", "手续", "关于", "对于", "以及", "或者",
)  # fmt: skip
PARTICLES = "的及和与或等之对、，,。·-—_“”\"《》'/；;：: "
"""Words and characters that carry nothing."""
