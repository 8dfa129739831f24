"""Questions about guides: which there are, what one says, and what is asked of whom in which situation."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Exists, OuterRef, QuerySet

from yimen.catalog.guides.content import (
    ConditionLine,
    Content,
    FieldLine,
    MaterialLine,
    OptionLine,
    SituationLine,
)
from yimen.catalog.guides.models import FormField, Guide, Material
from yimen.catalog.guides.plain import default_content
from yimen.catalog.models import ItemVersion
from yimen.people.models import in_force
from yimen.people.queries import Somebody, of_departments


def visible_guides(user: Somebody) -> QuerySet[Guide]:
    """The guides that the user may see: the county's for county-wide roles, else his own department's."""
    return Guide.objects.filter(of_departments(user)).select_related("department", "made_by", "batch", "item")


def with_guides(rows: QuerySet[ItemVersion]) -> QuerySet[Any]:
    """The versions, each with `guided`: whether somebody wrote a guide of the item."""
    return rows.annotate(guided=Exists(Guide.objects.filter(item=OuterRef("item"), valid_to__isnull=True)))


def guide_on(item: int, day: date) -> Guide | None:
    """The guide of an item in force on a day; None when nobody wrote one."""
    return Guide.objects.filter(in_force(day), item=item).order_by("-number").first()


def content_of(guide: Guide) -> Content:
    """What a guide says: six queries, whatever its length."""
    situations = list(guide.situations.select_related("under").prefetch_related("options"))
    return Content(
        tuple(SituationLine(each.key, each.question, each.under.key if each.under else "") for each in situations),
        tuple(OptionLine(option.key, option.label, each.key) for each in situations for option in each.options.all()),
        tuple(_material(each) for each in guide.materials.prefetch_related("options")),
        tuple(
            ConditionLine(each.key, each.question, each.stops_on_yes, each.instead) for each in guide.conditions.all()
        ),
        tuple(_field(each) for each in guide.fields.select_related("shown_by")),
    )


def _material(row: Material) -> MaterialLine:
    keys = tuple(option.key for option in row.options.all())
    return MaterialLine(
        row.key, row.name, row.form, row.source, row.need, row.copies, row.note, keys, row.sample, row.sample_name
    )


def _field(row: FormField) -> FieldLine:
    parent = row.shown_by.key if row.shown_by else ""
    choices = tuple(row.choices.splitlines())
    return FieldLine(
        row.key, row.label, row.kind, row.needed, row.help, choices, parent, row.shown_for, row.reuse
    )  # fmt: skip


@dataclass(frozen=True)
class Told:
    """What the public is told of an item: the version of the list, and its guide or the plain one made from it."""

    version: ItemVersion
    guide: Guide | None
    content: Content


def told(version: ItemVersion, day: date) -> Told:
    """The guide of an item on a day; where nobody wrote one, the plain guide that the list's elements give."""
    guide = guide_on(version.item_id, day)
    return Told(version, guide, content_of(guide) if guide else default_content(version))


def asked(content: Content, chosen: Collection[str]) -> list[SituationLine]:
    """The situations asked of somebody who has chosen these options, in order: those of the branches he is on."""
    live: set[str] = set()
    found = []
    for situation in content.situations:  # a branch stands behind its root
        if situation.under and situation.under not in live:
            continue
        found.append(situation)
        live |= {each.key for each in content.options if each.situation == situation.key and each.key in chosen}
    return found


def open_options(content: Content, chosen: Collection[str]) -> set[str]:
    """The chosen options that count: one whose question is no longer asked does not."""
    questions = {situation.key for situation in asked(content, chosen)}
    return {each.key for each in content.options if each.key in chosen and each.situation in questions}


def materials_for(content: Content, chosen: Collection[str]) -> list[MaterialLine]:
    """The materials asked of somebody who has chosen these options; those for everybody included."""
    live = open_options(content, chosen)
    return [each for each in content.materials if not each.options or live & set(each.options)]


def undecided(content: Content, chosen: Collection[str]) -> bool:
    """Whether a question that bears on the materials is not answered yet."""
    live = open_options(content, chosen)
    answered = {each.situation for each in content.options if each.key in live}
    return any(situation.key not in answered for situation in asked(content, chosen))


def stopped_by(content: Content, answers: Mapping[str, bool]) -> list[ConditionLine]:
    """The conditions that the answers (key -> yes) do not meet."""
    return [each for each in content.conditions if answers.get(each.key) is each.stops_on_yes]


def shown_fields(content: Content, given: Mapping[str, str]) -> list[FieldLine]:
    """The fields of the form asked of somebody who gave these values (key -> value), in order."""
    shown: dict[str, FieldLine] = {}
    for field in content.fields:
        if not field.shown_by or (field.shown_by in shown and given.get(field.shown_by) == field.shown_for):
            shown[field.key] = field
    return list(shown.values())


def steps_of(content: Content, given: Mapping[str, str]) -> list[list[FieldLine]]:
    """The form page by page: a field that another one decides never stands on the same page as that one."""
    pages: list[list[FieldLine]] = []
    at: dict[str, int] = {}
    for field in shown_fields(content, given):
        least = at[field.shown_by] + 1 if field.shown_by else 0
        page = max(least, len(pages) - 1, 0)
        if page == len(pages):
            pages.append([])
        pages[page].append(field)
        at[field.key] = page
    return pages


def option_labels(content: Content, keys: Iterable[str]) -> list[str]:
    """The words of the options, in the guide's order."""
    wanted = set(keys)
    return [each.label for each in content.options if each.key in wanted]
