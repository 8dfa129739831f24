"""进厅承诺书: a department promises that its items really run in the hall; the items themselves are annexed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from yimen.documents.content import Agreement, Attachment, Column, Heading, Paragraph, Party, Table
from yimen.documents.number import date_text


@dataclass(frozen=True)
class CommittedItem:
    """承诺进驻事项一条: its version, how and where it is entered, who stands for it, which powers are handed over."""

    code: str
    name: str
    version: str
    mode: str
    window: str
    staff: str
    powers: str


@dataclass(frozen=True)
class Commitment:
    """承诺书 as data. `promises` are whole sentences, each to be checked against data; names of staff as they sign."""

    county: str
    number: str
    department: str
    credit_code: str
    receiver: str
    entered_on: date
    items: tuple[CommittedItem, ...]
    promises: tuple[str, ...]
    liability: str
    signed_on: date
    signer: str = "主要负责人"

    def __post_init__(self) -> None:
        if not self.items:
            raise ValueError("承诺书没有列出进驻事项。")
        if not self.promises:
            raise ValueError("承诺书没有承诺内容。")


def as_agreement(commitment: Commitment) -> Agreement:
    """The letter with its promises, one place of signature, and the items annexed with their versions."""
    return Agreement(
        number=commitment.number,
        title="政务服务事项进驻大厅承诺书",
        parties=(
            Party(
                "department", "承诺单位", commitment.department, commitment.signer,
                (("统一社会信用代码", commitment.credit_code), ("承诺对象", commitment.receiver)),
            ),
        ),
        blocks=(
            Paragraph(
                f"为落实政务服务事项“应进必进”，本单位自{date_text(commitment.entered_on)}起，将附件所列"
                f"{len(commitment.items)}项政务服务事项进驻{commitment.county}政务服务中心集中办理，并郑重承诺："
            ),
            *(Heading(3, "", promise) for promise in commitment.promises),
            Paragraph(commitment.liability),
            Paragraph("本承诺书自签字之日起生效。附件所列事项或者其版本发生变更的，应当重新签订。"),
        ),
        on=commitment.signed_on,
        attachments=(Attachment("进驻事项清单", (_items(commitment.items),)),),
    )  # fmt: skip


def _items(items: tuple[CommittedItem, ...]) -> Table:
    columns = (
        Column("序号", 32, "center"), Column("事项名称和编码", 124), Column("版本", 40, "center"),
        Column("进驻方式", 68, "center"), Column("窗口", 64, "center"), Column("A、B岗", 48, "center"),
        Column("授权", 66, "center"),
    )  # fmt: skip
    rows = tuple(
        (str(place), f"{item.name}\n{item.code}", item.version, item.mode, item.window, item.staff, item.powers)
        for place, item in enumerate(items, start=1)
    )
    return Table("", columns, rows)
