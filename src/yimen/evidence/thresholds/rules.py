"""可调参数: every threshold that a county may set for itself, with its own value, what it means and how far it goes."""

from dataclasses import dataclass
from functools import lru_cache

from yimen.verify import rules
from yimen.verify.engine import SETTINGS

ENGINE, REVIEW = "engine", "review"
LEAST_PRECISION = "least_precision"

ENGINE_MEANINGS = {
    "convict_at": "可信程度达到此值的线索才计入厅外办理（定案门槛）",
    "sure_at": "只凭台账作出结论时，须有此把握才下否定结论",
    "doubt_at": "一条规则指着同类事项的这一比例以上时，先疑数据，疑点撤下",
}


@dataclass(frozen=True)
class Threshold:
    """可调参数: where it belongs, its own value, its meaning, and the range that may be chosen from."""

    scope: str
    title: str
    name: str
    value: float
    meaning: str
    low: float
    high: float
    whole: bool

    @property
    def key(self) -> str:
        """How forms name it."""
        return f"{self.scope}.{self.name}"


@lru_cache(maxsize=1)
def thresholds() -> tuple[Threshold, ...]:
    """All of them: the review's, the engine's, then the rules' in the order of their numbers."""
    meaning = "每类定案线索经抽样复核的准确率目标；低于目标时提出调整建议，不自动改动任何参数"
    found = [Threshold(REVIEW, "复核", LEAST_PRECISION, 0.95, meaning, 0.5, 0.999, False)]
    for name, value in SETTINGS.items():
        found.append(Threshold(ENGINE, "引擎", name, value, ENGINE_MEANINGS.get(name, name), 0.5, 0.999, False))
    for rule in rules():
        for each in rule.parameters:
            # A share stays a share; a number of days, hours or cases may grow a hundredfold and stays whole.
            whole = isinstance(each.value, int)
            high = 1.0 if not whole and each.value <= 1 else 100.0 * max(each.value, 1)
            found.append(Threshold(rule.id, rule.title, each.name, each.value, each.meaning, 0.0, high, whole))
    return tuple(found)


def threshold(scope: str, name: str) -> Threshold | None:
    """The one of that name; None where this engine has none (any more)."""
    return next((each for each in thresholds() if (each.scope, each.name) == (scope, name)), None)
