"""Questions about applications: each citizen's own, and nobody else's."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import Q, QuerySet

from yimen.cases.applying.models import Behalf, Draft, DraftPaper, Mandate, Remembered
from yimen.cases.firms.models import Firm, Representative
from yimen.cases.firms.queries import acting, acting_in
from yimen.cases.handling.models import Dossier
from yimen.cases.handling.queries import twins_of
from yimen.catalog.guides.content import Content, FieldLine, MaterialLine
from yimen.catalog.guides.models import FormField, Material
from yimen.catalog.guides.plain import default_content
from yimen.catalog.guides.queries import content_of, materials_for, shown_fields, steps_of
from yimen.people.citizens.queries import accounts_of
from yimen.people.models import Citizen

KEPT_DAYS = 90
MANDATE = "mandate"
"""Key of the mandate among the files of a draft."""


def drafts_of(citizen: Citizen) -> QuerySet[Draft]:
    """The citizen's own drafts, the one last touched first."""
    rows = Draft.objects.filter(citizen__in=accounts_of(citizen))
    return rows.select_related("version__department", "guide", "region", "citizen", "representative__firm")


def dossiers_of(citizen: Citizen, day: date) -> QuerySet[Dossier]:
    """The cases that the citizen may open: his own, and those that he may see for a firm on the day.

    A legal representative sees whatever the firm applied for, here or at a window; an agent what he himself handed in
    for it, as far as a mandate that holds now reaches. A right that ended opens nothing from that moment on.
    """
    seen = _own(citizen)
    for right in acting(citizen, day).prefetch_related("items"):
        seen |= _of_head(right) if right.is_head else _of_agent(right, citizen)
    rows = Dossier.objects.filter(seen, region_id=citizen.region_id)
    with_it = ("case", "version__item", "department", "holder__department", "region", "online__representative__firm")
    return rows.select_related(*with_it).order_by("-case")


def handed_in_by(citizen: Citizen, day: date) -> QuerySet[Dossier]:
    """What the citizen handed in himself and may open: for himself, for another, for a firm while his right holds."""
    return dossiers_of(citizen, day).filter(online__citizen__in=accounts_of(citizen))


def _own(citizen: Citizen) -> Q:
    return Q(online__citizen__in=accounts_of(citizen), online__representative__isnull=True)


def _of_head(right: Representative) -> Q:
    return Q(applicant_kind=Dossier.Applicant.FIRM, case__batch__isnull=True, case__applicant_id=right.firm.code)


def _of_agent(right: Representative, citizen: Citizen) -> Q:
    mine = Q(online__citizen__in=accounts_of(citizen), online__representative__firm=right.firm_id)
    return mine if right.every_item else mine & Q(version__item__in=[each.item_id for each in right.items.all()])


def firm_cases(firm: Firm, citizen: Citizen, day: date) -> QuerySet[Dossier]:
    """The cases of the firm that the citizen may open."""
    return dossiers_of(citizen, day).filter(applicant_kind=Dossier.Applicant.FIRM, case__applicant_id=firm.code)


def right_in(citizen: Citizen, dossier: Dossier, day: date) -> Representative | None:
    """By what right the citizen acts for a firm in the case on the day; None where the case is his own."""
    online = getattr(dossier, "online", None)
    if online is not None and online.representative_id is None:
        return None
    rights = acting_in(citizen, day, dossier.version.item_id)
    return next((each for each in rights if each.firm.code == dossier.case.applicant_id), None)


def forgotten(at: datetime) -> QuerySet[Draft]:
    """The drafts that nobody touched for 90 days."""
    return Draft.objects.filter(touched_at__lt=at - timedelta(days=KEPT_DAYS))


NOT_UPLOADED = (Material.Source.SHARED, Material.Source.FORM)
"""What nobody uploads: departments share it, or it is the form that was filled in here."""


@dataclass(frozen=True)
class Wanted:
    """What can be uploaded under a key: its name, whether it is needed, what is said of it, and the files so far."""

    key: str
    name: str
    need: str
    note: str
    papers: list[DraftPaper]


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
    def wanted_files(self) -> list[Wanted]:
        """Everything that can be uploaded, the mandate first where one is needed."""
        needs = Material.Need
        rows = (
            [(MANDATE, "授权委托书", str(needs.NEEDED.label), "写明委托谁、办什么事，委托人签字。")]
            if self.draft.behalf != Behalf.SELF and self.draft.mandate != Mandate.REGISTERED
            else []
        )
        rows += [
            (each.key, each.label, str((needs.NEEDED if each.needed else needs.OPTIONAL).label), each.help)
            for each in self.fields
            if each.kind == FormField.Kind.FILE
        ]
        brought = [each for each in self.materials if each.source not in NOT_UPLOADED]
        rows += [(each.key, each.name, each.need_label, each.note) for each in brought]
        return [Wanted(*row, [each for each in self.papers if each.key == row[0]]) for row in rows]

    @property
    def not_uploaded(self) -> list[MaterialLine]:
        """Materials that are needed and not uploaded: they are asked for at the window, or once in writing."""
        files = {paper.key for paper in self.papers}
        return [
            each
            for each in self.materials
            if each.need == Material.Need.NEEDED and each.source not in NOT_UPLOADED and each.key not in files
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
    remembered = dict(
        Remembered.objects.filter(citizen__in=accounts_of(citizen)).order_by("pk").values_list("key", "value")
    )
    principal = draft.principal_name, draft.principal_id
    if draft.behalf == Behalf.PERSON:
        return dict(zip(("person.name", "person.id"), principal, strict=True)) | {"person.phone": draft.principal_phone}
    if draft.behalf == Behalf.FIRM:
        return {**own, **remembered, **dict(zip(("firm.name", "firm.id"), principal, strict=True))}
    return {**own, **remembered}


def twins_of_draft(draft: Draft) -> QuerySet[Dossier]:
    """Open cases of the same item for whom the draft is, where its citizen may know of them: his own or his firm's."""
    whose = {Behalf.SELF: draft.citizen.person_id, Behalf.FIRM: draft.principal_id if draft.representative_id else ""}
    return twins_of(draft.version.item_id, whose.get(Behalf(draft.behalf), ""))
