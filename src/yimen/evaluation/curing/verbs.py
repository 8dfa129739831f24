"""差评的办理: what may be done now with a bad rating, with the form for it, read from the table of moves."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django import forms

from yimen.common.code_lists import Satisfaction
from yimen.evaluation.curing import services
from yimen.evaluation.curing.models import BadRating
from yimen.evaluation.curing.states import BAD_RATING, FED_BACK
from yimen.evaluation.forms import Words
from yimen.evaluation.rules import Channel
from yimen.evaluation.services import Opinion, Way, rate
from yimen.people.models import User
from yimen.people.queries import may

Run = Callable[[User, BadRating, dict[str, Any]], object]


class CallForm(Words):
    """One call to the rater."""

    reached = forms.ChoiceField(
        label="是否联系上", choices=[("yes", "联系上"), ("no", "没有联系上")], widget=forms.RadioSelect()
    )
    field_order = ["reached", "text"]


class DemandForm(Words):
    """What the department has to do."""

    hard = forms.BooleanField(label="情况复杂，用较长的整改时限", required=False)


class AgainForm(Words):
    """What the rater said on the telephone when he was asked to rate once more."""

    grade = forms.ChoiceField(label="再次评价", choices=Satisfaction.choices(), widget=forms.RadioSelect())
    field_order = ["grade", "text"]


@dataclass(frozen=True)
class Verb:
    """One thing to do: its move, its words, its form, who runs it; `own`: only the rated department may."""

    move: str
    label: str
    form: type[Words]
    asks: str
    run: Run
    done: str
    own: bool = False
    help_text: str = ""

    def form_of(self, data: Any = None) -> Words:
        """The form, bound when there are data."""
        return self.form(data, label=self.asks, help_text=self.help_text)

    @property
    def act(self) -> str:
        """The permission that its move needs."""
        return BAD_RATING.move(self.move).act


def _rate_again(by: User, thing: BadRating, given: dict[str, Any]) -> object:
    rating = thing.rating
    opinion = Opinion(given["grade"], (), given["text"])
    return rate(by=by, dossier=rating.case.dossier, service=rating.service, opinion=opinion, way=Way(Channel.CALL))


VERBS: dict[str, Verb] = {
    "call": Verb(
        "call", "登记回访", CallForm, "回访情况",
        lambda by, thing, given: services.call_back(
            by=by, thing=thing, reached=given["reached"] == "yes", text=given["text"]
        ),
        "回访已登记。",
    ),
    "verify": Verb(
        "verify", "属实，交部门整改", DemandForm, "整改要求",
        lambda by, thing, given: services.verify(by=by, thing=thing, demand=given["text"], hard=given["hard"]),
        "已交部门整改。", help_text="部门只看到这段话。姓名、电话、编号和时间会自动去掉，请写清要改什么。",
    ),
    "set_aside": Verb(
        "set_aside", "不属实", Words, "不属实的依据",
        lambda by, thing, given: services.set_aside(by=by, thing=thing, judgement=given["text"]),
        "已认定不属实；评价仍然保留，单独计数。", help_text="须由回访人以外的人员认定。",
    ),
    "put_right": Verb(
        "put_right", "提交整改结果", Words, "整改结果",
        lambda by, thing, given: services.put_right(by=by, thing=thing, text=given["text"]),
        "整改结果已提交，等待营商局向评价人反馈。", own=True,
    ),
    "feed_back": Verb(
        "feed_back", "已向评价人反馈", Words, "反馈内容",
        lambda by, thing, given: services.feed_back(by=by, thing=thing, text=given["text"]),
        "反馈已登记，评价人可以再评一次。",
    ),
    "send_back": Verb(
        "send_back", "退回继续整改", Words, "退回的理由",
        lambda by, thing, given: services.send_back(by=by, thing=thing, text=given["text"]),
        "已退回部门。",
    ),
    "rerate": Verb(
        "rerate", "登记电话再评", AgainForm, "评价人的话", _rate_again, "再次评价已登记。",
    ),
    "close": Verb(
        "close", "不再评价，办结", Words, "办结说明",
        lambda by, thing, given: services.close(by=by, thing=thing, judgement=given["text"]),
        "差评已办结。",
    ),
}  # fmt: skip


def open_verbs(user: User, thing: BadRating) -> dict[str, Verb]:
    """What the user may do now: the table's moves for his role, never on his own department's but to put it right."""
    own = user.department_id == thing.department_id
    moves = {move.name for move in BAD_RATING.moves_from(thing.status)}
    found = {
        name: verb for name, verb in VERBS.items() if verb.move in moves and verb.own == own and may(user, verb.act)
    }
    if thing.status != FED_BACK or not hasattr(thing.rating.case, "dossier"):
        found.pop("rerate", None)
    return found
