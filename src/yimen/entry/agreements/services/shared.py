"""What the verbs of this room share: who may, and keeping bytes under both digests."""

from yimen.common.errors import Refused
from yimen.common.text import tidy
from yimen.documents.signing.checking import digests
from yimen.entry.agreements.models import Agreement, AgreementFile
from yimen.exchange import services as exchange
from yimen.people.models import User
from yimen.people.queries import may


def allow_keeping(by: User | None, region: str) -> None:
    """Errors: Refused unless an officer of the county (or the system itself) acts."""
    if by is not None and not (may(by, "agreement.keep") and by.region_id == region):
        raise Refused("只有本县营商局业务人员可以办理承诺书与委托协议。")


def words(text: str, what: str, most: int = 300) -> str:
    """The text tidied. Errors: Refused unless it has 4 to `most` characters."""
    text = tidy(text)
    if not 4 <= len(text) <= most:
        raise Refused(f"{what}请写清楚，4 至 {most} 个字。")
    return text


def keep(agreement: Agreement, place: int, content: bytes) -> AgreementFile:
    """The row of the kept bytes; whoever calls records it."""
    found = digests(content)
    exchange.keep_file(content)
    return AgreementFile.objects.create(
        agreement=agreement, place=place, digest=found.sha256, digest_sm3=found.sm3, size=len(content)
    )
