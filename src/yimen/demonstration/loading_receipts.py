"""送达回证 and 督促阶梯 in the demonstration: two letters served on paper, days changed and days proposed."""

from datetime import timedelta

from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from yimen.people.models import User
from yimen.programme.letters import services as letters
from yimen.programme.letters.models import SupervisionLetter
from yimen.programme.letters.states import SENT
from yimen.rectification.ladder import services as ladder
from yimen.rectification.pressing import services as pressing
from yimen.rectification.pressing.models import Escalation

RECEIVER = "办公室负责人"


def load_receipts(users: dict[str, User]) -> None:
    """The letter that its department did not sign for here, left at its door; the newest letter of a rung, by post."""
    officer = users["officer"]
    for letter in SupervisionLetter.objects.filter(notice__region=officer.region, status=SENT):
        letters.serve(
            by=officer, letter=letter, way="left", served_on=letter.issued_on + timedelta(days=1), receiver=RECEIVER,
            scan=_scan(str(letter)),
        )  # fmt: skip
    step = Escalation.objects.filter(region=officer.region, rung="supervision").order_by("-pk").first()
    if step is not None and step.document is not None:
        pressing.serve_rung(
            by=officer, step=step, way="post", served_on=min(step.document.issued_on, timezone.localdate()),
            receiver=RECEIVER, scan=_scan(step.document.number.text),
        )  # fmt: skip


def load_ladder(users: dict[str, User]) -> None:
    """Fewer days to cool down, which the leader agreed to; fewer days to come and talk, which nobody decided yet."""
    officer = users["officer"]
    change = ladder.propose(
        by=officer, rung="supervision", name="cool_days", value=2,
        reason="县督办办法规定，说明未被采纳的，两个工作日后可以采取下一步。",
    )  # fmt: skip
    ladder.confirm(by=users["leader"], change=change, words="与县督办办法一致，同意。")
    ladder.propose(
        by=officer, rung="talk", name="finish_days", value=7, reason="约谈通知发出后一周内应当到局说明情况，十天偏长。"
    )


def _scan(number: str) -> SimpleUploadedFile:
    return SimpleUploadedFile(f"送达回证（{number}）.txt", f"演示数据：此处应为{number}的送达回证扫描件。".encode())
