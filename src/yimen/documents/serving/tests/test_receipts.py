"""送达回证: the form leaves open what is written at the door; the receipt says what was registered."""

from datetime import UTC, date, datetime
from types import SimpleNamespace
from typing import Any

from yimen.documents.content import Table
from yimen.documents.serving.papers import Paper, empty_form, receipt

PAPER = Paper("友谊县营商环境建设监督局", "督办函", "友营商督〔2023〕1号", "友谊县公安局", date(2023, 6, 12))


def cells(letter: object) -> dict[str, str]:
    table = next(each for each in letter.blocks if isinstance(each, Table))  # type: ignore[attr-defined]
    return dict(table.rows)


def served(**fields: object) -> Any:
    """What a room keeps of a paper's way; which room does not matter here."""
    moment = datetime(2023, 6, 13, 1, 30, tzinfo=UTC)
    told = {"served_on": date(2023, 6, 12), "receiver": "办公室主任", "recorded_at": moment, "digest": ""}
    return SimpleNamespace(**{**told, **fields})


def test_the_form_names_the_paper_and_leaves_the_rest_to_the_door() -> None:
    form = cells(empty_form(PAPER))
    assert form["送达文书"] == "督办函（友营商督〔2023〕1号）"
    assert form["送达方式"].count("□") == 3, "signed for in the system needs no paper"
    assert all("签名" in form[name] for name in ("收件人及职务", "送达人", "拒收情况和见证人"))
    assert not any("2023年6月" in text for text in form.values()), "no date is put in the signer's mouth"


def test_the_receipt_says_what_was_registered_and_of_paper_the_scans_digest() -> None:
    paper = cells(receipt(served(way="left", digest="a" * 64), PAPER))
    assert (paper["送达方式"], paper["送达日期"], paper["收件人职务"]) == ("留置送达", "2023年6月12日", "办公室主任")
    assert (paper["登记时间"], paper["回证摘要"]) == ("2023-06-13 09:30", "a" * 64)
    assert "系统内签收" in cells(receipt(served(way="system"), PAPER))["回证摘要"]
