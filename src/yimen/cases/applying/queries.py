"""Questions about applications: each citizen's own, and nobody else's."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import QuerySet

from yimen.cases.applying.models import Behalf, Draft, DraftPaper, OnlineApplication, Remembered
from yimen.catalog.guides.content import Content, FieldLine, MaterialLine
from yimen.catalog.guides.models import FormField, Material
from yimen.catalog.guides.plain import default_content
from yimen.catalog.guides.queries import content_of, materials_for, shown_fields, steps_of
from yimen.people.models import Citizen

KEPT_DAYS = 90
MANDATE = "mandate"
"""Key of the mandate among the files of a draft."""


def drafts_of(citizen: Citizen) -> QuerySet[Draft]:
    """The citizen's own drafts, the one last touched first."""
    return Draft.objects.filter(citizen=citizen).select_related("version__department", "guide", "region", "citizen")


def applications_of(citizen: Citizen) -> QuerySet[OnlineApplication]:
    """What the citizen handed in, newest first."""
    rows = OnlineApplication.objects.filter(citizen=citizen)
    return rows.select_related("dossier__case", "dossier__version", "dossier__department", "dossier__holder")


def forgotten(at: datetime) -> QuerySet[Draft]:
    """The drafts that nobody touched for 90 days."""
    return Draft.objects.filter(touched_at__lt=at - timedelta(days=KEPT_DAYS))


@dataclass(frozen=True)
class Filled:
    """草稿全貌: the guide, what was answered, the pages of the form, the materials and the files."""

    draft: Draft
    content: Content
    given: dict[str, str]
    pages: list[list[FieldLine]]
    materials: list[MaterialLine]
    papers: list[DraftPaper]

    @property
    def fields(self) -> list[FieldLine]:
        """Every field of the form that is shown now."""
        return shown_fields(self.content, self.given)

    @property
    def missing(self) -> list[FieldLine]:
        """Fields that must be filled in and are not; a file field counts by its file."""
        files = {paper.key for paper in self.papers}
        return [
            each
            for each in self.fields
            if each.needed and not (each.key in files if each.kind == FormField.Kind.FILE else self.given.get(each.key))
        ]

    @property
    def wanted_files(self) -> list[tuple[str, str, str, list[DraftPaper]]]:
        """(key, name, note, files) of everything that can be uploaded, the mandate first where one is needed."""
        rows = (
            [(MANDATE, "授权委托书", "写明委托谁、办什么事，委托人签字。")] if self.draft.behalf != Behalf.SELF else []
        )
        rows += [(each.key, each.label, each.help) for each in self.fields if each.kind == FormField.Kind.FILE]
        shared = Material.Source.SHARED
        rows += [(each.key, each.name, each.note) for each in self.materials if each.source != shared]
        return [(key, name, note, [each for each in self.papers if each.key == key]) for key, name, note in rows]

    @property
    def not_uploaded(self) -> list[MaterialLine]:
        """Materials that are needed and not uploaded: they are asked for at the window, or once in writing."""
        files = {paper.key for paper in self.papers}
        return [
            each
            for each in self.materials
            if each.need == Material.Need.NEEDED and each.source != Material.Source.SHARED and each.key not in files
        ]


def filled(draft: Draft) -> Filled:
    """The draft with all that belongs to it."""
    content = content_of(draft.guide) if draft.guide else default_content(draft.version)
    given = dict(draft.answers.values_list("field", "value"))
    chosen = {value for key, value in given.items() if key.startswith("q.")}
    return Filled(
        draft, content, given, steps_of(content, given), materials_for(content, chosen), list(draft.papers.all())
    )


def offered(draft: Draft) -> dict[str, str]:
    """Reuse key -> what is offered: of the citizen what he gave last, of a principal what was said of him."""
    citizen = draft.citizen
    own = {"person.name": citizen.name, "person.id": citizen.person_id, "person.phone": citizen.phone}
    remembered = dict(Remembered.objects.filter(citizen=citizen).values_list("key", "value"))
    principal = draft.principal_name, draft.principal_id
    if draft.behalf == Behalf.PERSON:
        return dict(zip(("person.name", "person.id"), principal, strict=True)) | {"person.phone": draft.principal_phone}
    if draft.behalf == Behalf.FIRM:
        return {**own, **remembered, **dict(zip(("firm.name", "firm.id"), principal, strict=True))}
    return {**own, **remembered}
