"""A guide begun: the one before ends, and all rows of the new one are written with it."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from django.core.files.uploadedfile import UploadedFile
from django.db.models import Max, Model
from django.utils import timezone

from yimen.catalog.guides.content import Content
from yimen.catalog.guides.models import (
    Eligibility,
    FormField,
    Guide,
    Material,
    MaterialRule,
    Situation,
    SituationOption,
)
from yimen.catalog.models import ItemVersion
from yimen.common.errors import Refused
from yimen.exchange.models import ImportBatch
from yimen.exchange.uploads import KeptUpload, keep_upload
from yimen.ledger import services as ledger
from yimen.people.models import User
from yimen.people.queries import covers, may

BEGUN = "catalog.guide_begun"
NOT_YOURS = "只有本部门的联络员和营商局业务人员可以编制办事指南。"


@ledger.mutation(BEGUN)
def publish(*, by: User, version: ItemVersion, content: Content, day: date | None = None) -> Guide:
    """The guide of an item from a day on; the one before ends. Errors: Refused for somebody else's item."""
    if not may_write(by, version):
        raise Refused(NOT_YOURS)
    begun = begin_guides(by=by, batch=None, guides=[(version, content)], day=day or timezone.localdate())
    ledger.record(chain=version.region_id, kind=BEGUN, by=by, changed=begun.rows, facts={"item": version.item_id})
    return begun.guides[0]


@ledger.mutation("catalog.guide_sample_kept")
def keep_sample(*, by: User, version: ItemVersion, upload: UploadedFile) -> KeptUpload:
    """The sample of a material, kept; it stands in a guide once the guide that names it is published."""
    if not may_write(by, version):
        raise Refused(NOT_YOURS)
    kept = keep_upload(upload)
    facts = {"item": version.item_id, "digest": kept.digest}
    ledger.record(chain=version.region_id, kind="catalog.guide_sample_kept", by=by, facts=facts)
    return kept


def may_write(user: User, version: ItemVersion) -> bool:
    """Whether the user may write the item's guide: the county's officer, or the liaison of its department."""
    if not may(user, "catalog.guide") or not covers(user, version.region):
        return False
    return user.department_id == version.department_id or may(user, "catalog.import")


@dataclass(frozen=True)
class Begun:
    """The guides begun, and every row that was written or ended with them."""

    guides: list[Guide]
    rows: list[Model]


def begin_guides(
    *, by: User | None, batch: ImportBatch | None, guides: Iterable[tuple[ItemVersion, Content]], day: date
) -> Begun:
    """The guides from the day on. Only the services of this package call it: it records nothing."""
    wanted = list(guides)
    items = [version.item_id for version, _ in wanted]
    before = {guide.item_id: guide for guide in Guide.objects.filter(item__in=items, valid_to__isnull=True)}
    numbers = dict(Guide.objects.filter(item__in=items).values_list("item").annotate(Max("number")).order_by())
    rows: list[Model] = []
    for guide in before.values():
        if guide.valid_from > day:
            raise Refused(f"现行指南自 {guide.valid_from} 起生效，新的指南不能更早：请改用不早于这一天的生效日期。")
        guide.valid_to = day - timedelta(days=1)
        rows.append(guide)
    Guide.objects.bulk_update(before.values(), ["valid_to"])
    made = []
    for version, content in wanted:
        guide = Guide.objects.create(
            region_id=version.region_id, item_id=version.item_id, department_id=version.department_id, batch=batch,
            number=(numbers.get(version.item_id) or 0) + 1, made_by=by, valid_from=day,
        )  # fmt: skip
        made.append(guide)
        rows += [guide, *_write(guide, content)]
    return Begun(made, rows)


def _write(guide: Guide, content: Content) -> list[Model]:
    rows: list[Model] = []
    options = _situations(guide, content, rows)
    materials = Material.objects.bulk_create(
        Material(
            guide=guide, key=each.key, place=place, name=each.name, form=each.form, source=each.source, need=each.need,
            copies=each.copies, note=each.note, sample=each.sample, sample_name=each.sample_name,
        )
        for place, each in enumerate(content.materials)
    )  # fmt: skip
    rules = MaterialRule.objects.bulk_create(
        MaterialRule(material=row, option=options[key])
        for row, each in zip(materials, content.materials, strict=True)
        for key in each.options
    )
    conditions = Eligibility.objects.bulk_create(
        Eligibility(
            guide=guide, key=each.key, place=place, question=each.question, stops_on_yes=each.stops_on_yes,
            instead=each.instead,
        )
        for place, each in enumerate(content.conditions)
    )  # fmt: skip
    return [*rows, *materials, *rules, *conditions, *_fields(guide, content)]


def _situations(guide: Guide, content: Content, rows: list[Model]) -> dict[str, SituationOption]:
    """The options by their keys; a situation is written after the option under which it is asked."""
    options: dict[str, SituationOption] = {}
    for place, line in enumerate(content.situations):
        under = options[line.under] if line.under else None
        situation = Situation.objects.create(
            guide=guide, key=line.key, place=place, question=line.question, under=under
        )
        mine = [each for each in content.options if each.situation == line.key]
        made = SituationOption.objects.bulk_create(
            SituationOption(situation=situation, key=each.key, place=at, label=each.label)
            for at, each in enumerate(mine)
        )
        options |= {each.key: each for each in made}
        rows += [situation, *made]
    return options


def _fields(guide: Guide, content: Content) -> list[FormField]:
    made: dict[str, FormField] = {}
    for place, each in enumerate(content.fields):  # one by one: a later field may name an earlier one
        made[each.key] = FormField.objects.create(
            guide=guide, key=each.key, place=place, label=each.label, kind=each.kind, needed=each.needed,
            help=each.help, choices="\n".join(each.choices), shown_by=made.get(each.shown_by),
            shown_for=each.shown_for, reuse=each.reuse,
        )  # fmt: skip
    return list(made.values())
