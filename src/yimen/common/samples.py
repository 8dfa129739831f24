"""样式页的示例内容: invented content for the style page, so that each component can be seen and tested."""

from datetime import UTC, datetime
from typing import Any

from django import forms
from django.http import HttpRequest

from yimen.common.page import Page

DEPARTMENTS = [
    "县公安局",
    "县司法局",
    "县税务局",
    "县烟草专卖局",
    "县市场监督管理局",
    "县人力资源和社会保障局",
    "县自然资源局",
]
VERDICTS = [
    ("实质运行", "runs", [31, 8, 42, 3, 55, 38, 19]),
    ("疑似明进暗不进", "hollow", [9, 4, 0, 1, 2, 3, 7]),
    ("疑似体外循环", "bypassed", [4, 1, 1, 2, 0, 2, 5]),
    ("证据不足", "thin", [6, 3, 8, 0, 11, 4, 6]),
    ("无业务", "idle", [12, 2, 5, 1, 9, 7, 3]),
    ("不在应进范围", "exempt", [5, 1, 0, 1, 2, 3, 2]),
]


class SampleFilters(forms.Form):
    """A bar of filters."""

    q = forms.CharField(label="关键词", required=False, widget=forms.TextInput(attrs={"type": "search"}))
    department = forms.ChoiceField(
        label="部门", required=False, choices=[("", "全部")] + [(each, each) for each in DEPARTMENTS]
    )
    status = forms.ChoiceField(
        label="状态", required=False, choices=[("", "全部"), ("open", "待复核"), ("late", "逾期")]
    )


class SampleForm(forms.Form):
    """One field of each kind."""

    name = forms.CharField(label="事项名称", help_text="与省政务服务事项清单一致，不加部门名称。")
    number = forms.CharField(label="实施编码", help_text="31 位。")
    due = forms.DateField(label="整改期限", required=False, widget=forms.DateInput(attrs={"type": "date"}))
    mode = forms.ChoiceField(
        label="进驻方式", widget=forms.RadioSelect, choices=[("own", "自设窗口"), ("entrusted", "委托综合窗口")]
    )
    reason = forms.CharField(
        label="未进厅原因", required=False, widget=forms.Textarea(attrs={"rows": 3}), help_text="写明依据的法律条文。"
    )
    confirmed = forms.BooleanField(label="已与窗口核对现场情况")


class SampleUpload(forms.Form):
    """A file to drop."""

    file = forms.FileField(label="事项清单", help_text=".xlsx、.xls 或 .csv，不超过 20 MB；先预览，确认后才写入。")


def sample(request: HttpRequest) -> dict[str, Any]:
    """The context of the style page."""
    rows = [
        {
            "number": f"疑〔2023〕{at + 1:03}号",
            "item": name,
            "department": department,
            "verdict": verdict,
            "off": off,
            "of": whole,
            "due": datetime(2023, 5, 3 + at * 4, 9, 30, tzinfo=UTC),
            "late": late,
            "state": state,
            "tone": tone,
        }
        for at, (name, department, verdict, off, whole, late, state, tone) in enumerate(
            [
                ("机动车驾驶证核发", "县公安局", "hollow", 38, 41, True, "逾期 12 天", "wrong"),
                ("法律援助申请", "县司法局", "bypassed", 6, 24, False, "3 天后到期", "warn"),
                ("烟草专卖零售许可证核发（新办）", "县烟草专卖局", "bypassed", 9, 31, False, "整改中", "calm"),
                ("食品经营许可", "县市场监督管理局", "runs", 1, 318, False, "已销号", "good"),
                ("取水许可", "县水务局", "thin", 0, 3, False, "不立案", "plain"),
            ]
        )
    ]
    return {
        "breadcrumbs": [("首页", "/"), ("样式", "")],
        "filters": SampleFilters(request.GET or None),
        "clean_form": SampleForm(),
        "wrong_form": SampleForm({"number": "112301", "due": "2023-13-45"}, auto_id="wrong_%s"),
        "upload": SampleUpload(auto_id="upload_%s"),
        "page": Page(rows, 3, 100, 10_000, True),
        "rates": [
            {
                "code": "declared",
                "label": "声明进驻",
                "meaning": "部门声明已进厅",
                "part": 612,
                "whole": 640,
                "url": "#rates",
            },
            {
                "code": "staffed",
                "label": "人员到位",
                "meaning": "窗口有人且有授权",
                "part": 533,
                "whole": 640,
                "url": "#rates",
            },
            {
                "code": "running",
                "label": "实质运行",
                "meaning": "数据证明在厅内办理",
                "part": 371,
                "whole": 640,
                "url": "#rates",
            },
        ],
        "facts": [
            ("实施编码", "11239999MB0000000X2000112001000"),
            ("申请人", "王＊"),
            ("证件号码", "**************1234"),
            ("联系电话", "138****1234"),
            ("法定办结时限", "20 个工作日"),
            ("承诺办结时限", None),
        ],
        "events": [
            {
                "what": "疑点提出",
                "who": "系统核验",
                "when": _at(4, 3, 8),
                "tone": "wrong",
                "note": "41 件结果中 38 件没有厅内受理记录。",
            },
            {"what": "采纳，下达整改单", "who": "县营商局 监督股", "when": _at(4, 4, 2), "tone": "calm"},
            {
                "what": "部门签收",
                "who": "县公安局 政务联络员",
                "when": _at(4, 6, 1),
                "tone": "plain",
                "recorded": _at(4, 7, 1),
            },
            {
                "what": "复核通过，销号",
                "who": "县营商局 监督股",
                "when": _at(5, 12, 7),
                "tone": "good",
                "url": "#timeline",
            },
        ],
        "by_department": {
            "title": "各部门核验结论",
            "unit": "项",
            "description": "2023 年 1 月至 5 月，每项事项只计一次",
            "head": "部门",
            "categories": DEPARTMENTS,
            "series": [
                {
                    "name": name,
                    "verdict": code,
                    "values": values,
                    "urls": [f"?department={each}" for each in DEPARTMENTS],
                }
                for name, code, values in VERDICTS
            ],
        },
        "by_month": {
            "title": "三率走势",
            "unit": "%",
            "description": "四月没有收到考勤数据，到位率空缺，不按 0 计",
            "head": "月份",
            "categories": ["2023-01", "2023-02", "2023-03", "2023-04", "2023-05"],
            "series": [
                {"name": "声明进驻", "values": [88, 90, 92, 95, 96]},
                {"name": "人员到位", "values": [61, 64, 70, None, 83]},
                {"name": "实质运行", "values": [41, 42, 47, 52, 58]},
            ],
        },
        "off_hall": {
            "title": "厅外办理占比",
            "unit": "%",
            "head": "月份",
            "categories": ["2023-01", "2023-02", "2023-03", "2023-04", "2023-05"],
            "series": [{"name": "厅外办理占比", "tone": "wrong", "values": [3.1, 4.4, None, 3.8, 2.9]}],
        },
        "late_orders": {
            "title": "逾期整改单",
            "unit": "件",
            "head": "部门",
            "categories": DEPARTMENTS[:4],
            "series": [{"name": "逾期", "tone": "wrong", "values": [3, 1, 0, 2], "urls": ["?late=1"] * 4}],
        },
    }


def _at(month: int, day: int, hour: int) -> datetime:
    return datetime(2023, month, day, hour, 15, tzinfo=UTC)
