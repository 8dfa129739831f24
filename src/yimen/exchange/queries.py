"""Questions about batches and refused rows; `visible_batches` first."""

from collections.abc import Iterator

from django.db.models import Count, Max, Q, QuerySet

from yimen.exchange.bearer import digest_of
from yimen.exchange.layout import Layout, Taken, word_key
from yimen.exchange.models import AccessToken, FeedPromise, ImportBatch, MappingRecipe, RecipeColumn, RefusedRow
from yimen.exchange.states import APPLIED, DISCARDED
from yimen.exchange.writing import Table
from yimen.people.models import Department, Region
from yimen.people.queries import Somebody, may, of_departments, of_regions, roles_of
from yimen.people.rules import COUNTY_WIDE, SECURITY
from yimen.verify.contract import TABLES

FIELDS = {column.name: column for name in ("cases", "register") for column in TABLES[name].columns}
"""The fields that a recipe may name."""


def visible_batches(user: Somebody) -> QuerySet[ImportBatch]:
    """The county's batches for county-wide roles; else those of his own department or that he handed in himself."""
    rows = ImportBatch.objects.select_related(
        "region", "department", "uploaded_by", "token__department", "recipe__department"
    )
    if not may(user, "exchange.read"):
        return rows.none()
    if roles_of(user) & COUNTY_WIDE:
        return rows.filter(of_regions(user))  # type: ignore[arg-type]
    return rows.filter(of_departments(user) | Q(uploaded_by_id=user.pk))


def refused(batch: ImportBatch) -> QuerySet[RefusedRow]:
    """The refused rows of a batch in the order of their lines."""
    return RefusedRow.objects.filter(batch=batch).order_by("line", "pk")


def as_table(batch: ImportBatch) -> Table:
    """The refused rows that are not yet corrected, as a sheet to correct and hand in again: every cell as it came,
    then the line it stood on, the column at fault, why it was refused, and what to do.
    """
    rows = list(refused(batch).filter(corrected_in__isnull=True))
    headings: dict[str, None] = {}
    for row in rows:
        headings.update(dict.fromkeys(row.cells))
    own = ("原行号", "退回原因", "处理办法")
    wanted = [name for name in headings if name not in own]

    def lines() -> Iterator[list[str]]:
        for row in rows:
            yield [*(row.cells.get(name, "") for name in wanted), str(row.line), row.reason, row.remedy]

    return Table("退回行", [*wanted, *own], lines())


def visible_recipes(user: Somebody) -> QuerySet[MappingRecipe]:
    """The county's mapping recipes for county-wide roles, else those of his own department; with use and last use."""
    if not may(user, "exchange.read"):
        return MappingRecipe.objects.none()
    rows = MappingRecipe.objects.filter(of_departments(user)).select_related("region", "department", "made_by")
    used = Q(batches__status=APPLIED)
    return rows.annotate(uses=Count("batches", used), last_used=Max("batches__recorded_at", filter=used))


def columns_of(recipe: MappingRecipe) -> list[tuple[RecipeColumn, str, list[tuple[str, str]]]]:
    """Each column of the recipe, the official term of its field ("" for none), and (written, meaning) of its words."""
    found = []
    for column in recipe.columns.prefetch_related("words"):
        field = FIELDS.get(column.field)
        meanings = {name: others[0] for name, others in (field.choices or {}).items()} if field else {}
        words = [(word.written, meanings.get(word.meaning, word.meaning)) for word in column.words.all()]
        found.append((column, field.title if field else "", words))
    return found


def layouts(region: Region, department: Department | None, kind: str) -> list[Layout]:
    """The recipes in use for files of that kind of the department (None: of the whole county), newest first."""
    rows = MappingRecipe.objects.filter(region=region, department=department, kind=kind, retired_at__isnull=True)
    return [layout_of(each) for each in rows.order_by("-pk").prefetch_related("columns__words")]


def layout_of(recipe: MappingRecipe) -> Layout:
    """The recipe as it works."""
    columns = tuple(
        Taken(
            each.heading,
            each.field,
            each.dates,
            {word_key(word.written): word.meaning for word in each.words.all()},
        )
        for each in recipe.columns.all()
    )
    return Layout(columns, recipe.pk)


def handed_in(department: Department, kind: str, name: str) -> ImportBatch | None:
    """The batch of that department and kind that came under this handing-in's name, if it did."""
    return ImportBatch.objects.filter(department=department, kind=kind, handed_in_as=name).first()


def same_file(department: Department, kind: str, digest: str, layout: Layout | None) -> ImportBatch | None:
    """The batch by which these very bytes came already, read in the same way; None if they are new.

    `layout` is None for a file that waits for its columns to be settled.
    """
    rows = ImportBatch.objects.filter(department=department, kind=kind, digest=digest).exclude(status=DISCARDED)
    if layout is not None:
        rows = rows.filter(recipe=layout.recipe, status=APPLIED)
    return rows.order_by("pk").first()


def visible_tokens(user: Somebody) -> QuerySet[AccessToken]:
    """The region's tokens for who gives them out and for county-wide roles, else those of his own department."""
    if not may(user, "exchange.tokens"):
        return AccessToken.objects.none()
    rows = AccessToken.objects.select_related("department", "region", "made_by")
    rows = rows.annotate(uses=Count("batches"), last_used=Max("batches__recorded_at"))
    if SECURITY in roles_of(user):
        return rows.filter(of_regions(user))  # type: ignore[arg-type]
    return rows.filter(of_departments(user))


def token_of(text: str) -> AccessToken | None:
    """The token of that text, revoked and expired ones too."""
    return AccessToken.objects.select_related("department", "region").filter(digest=digest_of(text)).first()


def visible_promises(user: Somebody) -> QuerySet[FeedPromise]:
    """What the departments that the user may see have agreed to hand in, and when; ended ones too."""
    if not may(user, "cases.read"):
        return FeedPromise.objects.none()
    rows = FeedPromise.objects.select_related("department", "department__region")
    return rows.filter(of_departments(user, "department__region"))
