"""范本: added, and revised by new versions; a version that was once used stands for ever."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Max

from yimen.common.errors import Refused
from yimen.common.text import tidy
from yimen.documents.signing.checking import digests
from yimen.entry.agreements import wordfile, words
from yimen.entry.agreements.models import AgreementTemplate, Kind, TemplatePromise, TemplateVersion
from yimen.entry.agreements.rules import PROMISES
from yimen.entry.agreements.services.shared import allow_keeping
from yimen.exchange import services as exchange
from yimen.ledger import services as ledger
from yimen.people.models import Region, User


@dataclass(frozen=True)
class Wording:
    """一版文字: title, text or Word file (which then is the text), and the promises by their codes."""

    title: str
    text: str
    promises: Sequence[tuple[str, str]]
    document: bytes = b""


@ledger.mutation("entry.template_added")
def add_template(*, by: User | None, region: Region, kind: str, name: str, wording: Wording) -> AgreementTemplate:
    """A new template with its first version. Errors: Refused for a name that is taken and as `revise_template`."""
    allow_keeping(by, region.pk)
    if kind not in Kind.values:
        raise Refused("请从列表中选择种类。")
    name = tidy(name)
    if not 2 <= len(name) <= 60:
        raise Refused("范本名称须有 2 至 60 个字。")
    if AgreementTemplate.objects.filter(region=region, name=name).exists():
        raise Refused(f"已有名为“{name}”的范本：请换一个名称，或在原范本上新增版本。")
    template = AgreementTemplate.objects.create(region=region, kind=kind, name=name)
    version, promises = _add_version(by, template, wording)
    ledger.record(
        chain=region.pk,
        kind="entry.template_added",
        by=by,
        changed=[template, version, *promises],
        facts={"name": name, "digest": version.digest},
    )
    return template


@ledger.mutation("entry.template_revised")
def revise_template(*, by: User | None, template: AgreementTemplate, wording: Wording) -> TemplateVersion:
    """A new version of the template; agreements made by the one before keep theirs.

    Errors: Refused for placeholders that nobody knows, for no promise at all or one under an unknown code, for text
    without the place of the promises, and when nothing was changed.
    """
    allow_keeping(by, template.region_id)
    version, promises = _add_version(by, template, wording)
    ledger.record(
        chain=template.region_id,
        kind="entry.template_revised",
        by=by,
        changed=[version, *promises],
        facts={"number": version.number, "digest": version.digest},
    )
    return version


def _add_version(
    by: User | None, template: AgreementTemplate, wording: Wording
) -> tuple[TemplateVersion, list[TemplatePromise]]:
    title = tidy(wording.title)
    if not 4 <= len(title) <= 60:
        raise Refused("文件标题须有 4 至 60 个字。")
    text = wordfile.checked(wording.document) if wording.document else words.checked(wording.text)
    if "承诺条款" not in words.SLOT.findall(text):
        raise Refused("正文里没有 {{承诺条款}}：请单独写一行，承诺条款会逐条列在那里。")
    promises = [(code, tidy(said)) for code, said in wording.promises]
    unknown = [code for code, _ in promises if code not in PROMISES]
    if unknown or not promises or any(not 6 <= len(said) <= 300 for _, said in promises):
        raise Refused("请至少选择一条承诺条款，每条 6 至 300 个字；条款只能从列表中选择，文字可以修改。")
    found = digests("\n".join([title, text, *(f"{code}|{said}" for code, said in promises)]).encode())
    newest = template.versions.order_by("-number").first()
    if newest is not None and newest.digest == found.sha256:
        raise Refused("与现行版本完全相同，没有需要保存的修改。")
    number = (template.versions.aggregate(last=Max("number"))["last"] or 0) + 1
    version = TemplateVersion.objects.create(
        template=template,
        number=number,
        title=title,
        text=text,
        document=exchange.keep_file(wording.document) if wording.document else "",
        digest=found.sha256,
        digest_sm3=found.sm3,
        made_by=by,
    )
    rows = [
        TemplatePromise.objects.create(version=version, place=place, code=code, text=said)
        for place, (code, said) in enumerate(promises, start=1)
    ]
    return version, rows
