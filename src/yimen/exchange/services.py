"""Verbs of exchange: opening batches, keeping what was refused, recipes, tokens, promises."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import Case, F, Q, When
from django.utils import timezone

from yimen.common.errors import Refused
from yimen.common.services import Kept, keep_file
from yimen.common.services import kept_at as kept_at
from yimen.common.services import kept_file as kept_file
from yimen.common.text import mask_within, tidy
from yimen.exchange import bearer
from yimen.exchange.layout import Layout, digest_of
from yimen.exchange.mapping import Fault
from yimen.exchange.models import (
    AccessToken,
    Feed,
    FeedPromise,
    ImportBatch,
    MappingRecipe,
    RecipeColumn,
    RecipeWord,
    RefusedRow,
    TokenUse,
    Way,
)
from yimen.exchange.sheets import shown_name
from yimen.exchange.states import BATCH, PLANNED, READING
from yimen.ledger import services as ledger
from yimen.people.lifecycle import advance, begin
from yimen.people.models import Department, Region, User
from yimen.people.queries import covers, may, roles_of
from yimen.people.rules import HALL_MANAGER

USES_A_MINUTE = 60
"""How often one token may be used in a minute: who has more to hand in puts more rows into one request."""


@ledger.mutation("exchange.batch_opened")
def open_batch(
    *,
    by: User | None,
    region: Region,
    kind: str,
    name: str,
    content: bytes | Kept,
    encoding: str = "",
    sheet: str = "",
    heading_line: int = 1,
    mapping: dict[str, str] | None = None,
    department: Department | None = None,
    corrects: ImportBatch | None = None,
    way: str = Way.UPLOAD,
    handed_in_as: str = "",
    token: AccessToken | None = None,
    recipe: int | None = None,
    status: str = PLANNED,
) -> ImportBatch:
    """A batch for a file that was opened but not yet taken in; its bytes are kept.

    recipe: the key of the one by which it is read. status: one in which a batch begins.
    """
    kept = content if isinstance(content, Kept) else Kept(keep_file(content), len(content))
    batch = ImportBatch.objects.create(
        region=region,
        department=department,
        kind=kind,
        file_name=shown_name(name),
        digest=kept.digest,
        size=kept.size,
        encoding=encoding,
        sheet=sheet[:100],
        heading_line=heading_line,
        mapping=mapping or {},
        corrects=corrects,
        way=way,
        handed_in_as=handed_in_as,
        token=token,
        recipe_id=recipe,
        uploaded_by=by,
        seen_at=timezone.now() if status == READING else None,
        **begin(BATCH, by=by, status=status),
    )
    facts = {"kind": kind, "digest": batch.digest}
    ledger.record(chain=region.pk, kind="exchange.batch_opened", by=by, changed=[batch], facts=facts)
    return batch


@ledger.mutation("exchange.batch_planned")
def plan_batch(*, by: User | None, batch: ImportBatch, mapping: dict[str, str], plan: dict[str, Any]) -> ImportBatch:
    """The batch with its columns settled and the plan of what it would change."""
    batch.mapping, batch.plan = mapping, plan
    batch.save(update_fields=["mapping", "plan"])
    ledger.record(chain=batch.region_id, kind="exchange.batch_planned", by=by, changed=[batch])
    return batch


@ledger.mutation("exchange.refused_rows_taken")
def note_download(*, by: User, batch: ImportBatch) -> None:
    """Nothing; the ledger keeps who took the refused rows of a batch, which may hold personal data in clear."""
    ledger.record(chain=batch.region_id, kind="exchange.refused_rows_taken", by=by, facts={"batch": batch.pk})


@ledger.mutation(BATCH.event("discard"))
def discard(*, by: User, batch: ImportBatch) -> ImportBatch:
    """The batch, given up: nothing of it was taken in, its file stays kept.

    Errors: Refused once a row is in, and for a hall's manager who did not hand it in himself.
    """
    if roles_of(by) == {HALL_MANAGER} and batch.uploaded_by_id != by.pk:
        raise Refused("大厅管理员只能放弃自己报送的批次，请联系报送人或营商局。")
    if batch.rows_read:
        raise Refused(f"已读入 {batch.rows_read} 行，不能放弃：请继续读入，改错以说明材料更正。")
    return advance(batch, "discard", by=by, chain=batch.region_id)


@ledger.mutation("exchange.rows_refused")
def refuse_rows(
    *, by: User | None, batch: ImportBatch, rows: Iterable[tuple[Sequence[str], Sequence[str], Fault]]
) -> int:
    """How many rows were kept as refused; each is (headings, cells, the first fault)."""
    kept = RefusedRow.objects.bulk_create(
        [
            RefusedRow(
                batch=batch,
                line=fault.line,
                column=(fault.heading or fault.column)[:100],
                value=fault.value[:500],
                reason=mask_within(fault.reason)[:300],
                remedy=fault.remedy[:300],
                cells={name: cell for name, cell in zip(headings, cells, strict=False) if cell},
            )
            for headings, cells, fault in rows
        ],
        batch_size=1000,
    )
    if kept:
        ledger.record_batch(chain=batch.region_id, kind="exchange.rows_refused", by=by, model=RefusedRow, rows=kept)
    else:
        ledger.record(chain=batch.region_id, kind="exchange.rows_refused", by=by, facts={"rows": 0})
    return len(kept)


@ledger.mutation("exchange.rows_corrected")
def mark_corrected(*, by: User | None, batch: ImportBatch, lines: Iterable[int]) -> int:
    """How many refused rows of the batch that this one corrects are now settled by it."""
    wanted = sorted(set(lines))
    rows = []
    for start in range(0, len(wanted), 800):
        some = wanted[start : start + 800]
        rows += list(RefusedRow.objects.filter(batch=batch.corrects, line__in=some, corrected_in__isnull=True))
    for row in rows:
        row.corrected_in = batch
    RefusedRow.objects.bulk_update(rows, ["corrected_in"], batch_size=500)
    ledger.record(chain=batch.region_id, kind="exchange.rows_corrected", by=by, changed=rows, facts={"rows": len(rows)})
    return len(rows)


@ledger.mutation(BATCH.event("apply"))
def finish(
    *, by: User | None, batch: ImportBatch, read: int, accepted: int, refused: int, effective_on: date | None = None
) -> ImportBatch:
    """The batch, taken in, with its counts; rows read are rows accepted and rows refused."""
    if read != accepted + refused:
        raise ValueError(f"{read} rows read, {accepted} accepted and {refused} refused do not add up")
    return advance(
        batch,
        "apply",
        by=by,
        chain=batch.region_id,
        rows_read=read,
        rows_accepted=accepted,
        rows_refused=refused,
        effective_on=effective_on or timezone.localdate(),
    )


@ledger.mutation("exchange.recipe_made")
def remember_recipe(
    *, by: User, region: Region, department: Department | None, kind: str, layout: Layout
) -> MappingRecipe:
    """The recipe by which files with these headings are read from now on; one for the same headings is retired."""
    if not may(by, "exchange.recipe"):
        raise Refused("您的角色不能制定映射方案。")
    headings = digest_of(each.heading for each in layout.columns)
    same = MappingRecipe.objects.filter(
        region=region, department=department, kind=kind, headings=headings, retired_at__isnull=True
    )
    old = list(same)
    same.update(retired_at=timezone.now(), retired_by=by)
    recipe = MappingRecipe.objects.create(
        region=region, department=department, kind=kind, headings=headings, made_by=by
    )
    columns = [
        RecipeColumn(recipe=recipe, place=place, heading=each.heading, field=each.field, dates=each.dates)
        for place, each in enumerate(layout.columns)
    ]
    RecipeColumn.objects.bulk_create(columns)
    words = [
        RecipeWord(column=column, written=written[:100], meaning=meaning)
        for column, each in zip(columns, layout.columns, strict=True)
        for written, meaning in each.words.items()
    ]
    RecipeWord.objects.bulk_create(words)
    facts = {"recipe": recipe.pk, "kind": kind}
    changed = [recipe, *old, *columns, *words]
    ledger.record(chain=region.pk, kind="exchange.recipe_made", by=by, changed=changed, facts=facts)
    return recipe


@ledger.mutation("exchange.recipe_retired")
def retire_recipe(*, by: User, recipe: MappingRecipe) -> MappingRecipe:
    """The recipe, no longer used: the next file with its headings is asked about again. Errors: Refused if it is."""
    if not may(by, "exchange.recipe"):
        raise Refused("您的角色不能停用映射方案。")
    rows = MappingRecipe.objects.filter(pk=recipe.pk, retired_at__isnull=True)
    if not rows.update(retired_at=timezone.now(), retired_by=by):
        raise Refused("这个映射方案已经停用。")
    recipe.refresh_from_db()
    ledger.record(chain=recipe.region_id, kind="exchange.recipe_retired", by=by, changed=[recipe])
    return recipe


@ledger.mutation("exchange.token_given")
def give_token(
    *, by: User, department: Department, purpose: str, secret: str, valid_to: date | None = None
) -> AccessToken:
    """The token of a department's system; `secret` is what the caller shows once and nobody keeps."""
    purpose = tidy(purpose)
    if not may(by, "exchange.token") or not covers(by, department.region):
        raise Refused("只有本地的安全管理员可以发放接口令牌。")
    if not 2 <= len(purpose) <= 60:
        raise Refused("请写明使用系统的名称（2 至 60 个字）。")
    if valid_to is not None and valid_to < timezone.localdate():
        raise Refused("有效期不能早于今天。")
    token = AccessToken.objects.create(
        region=department.region,
        department=department,
        purpose=purpose,
        digest=bearer.digest_of(secret),
        hint=bearer.hint_of(secret),
        made_by=by,
        valid_to=valid_to,
    )
    ledger.record(chain=token.region_id, kind="exchange.token_given", by=by, changed=[token])
    return token


@ledger.mutation("exchange.token_revoked")
def revoke_token(*, by: User, token: AccessToken) -> AccessToken:
    """The token, good for nothing from this moment. Errors: Refused if it was revoked before."""
    if not may(by, "exchange.token"):
        raise Refused("只有安全管理员可以收回接口令牌。")
    if not AccessToken.objects.filter(pk=token.pk, revoked_at__isnull=True).update(
        revoked_at=timezone.now(), revoked_by=by
    ):
        raise Refused("这个令牌已经收回。")
    token.refresh_from_db()
    ledger.record(chain=token.region_id, kind="exchange.token_revoked", by=by, changed=[token])
    return token


@ledger.mutation("exchange.token_refused")
def note_refusal(*, token: AccessToken | None, reason: str) -> None:
    """Nothing; the ledger keeps that somebody knocked with a token that is not good (None: with one never given)."""
    chain = token.region_id if token else ledger.PLATFORM
    facts = {"token": token.pk if token else None, "reason": reason}
    ledger.record(chain=chain, kind="exchange.token_refused", facts=facts)


def seconds_to_wait(*, token: AccessToken, at: datetime) -> int:
    """Nought when the token may be used once more, and then it is counted; else the seconds until it may.

    Of two requests at once each counts: one conditional UPDATE decides, whichever process asks.
    """
    minute = at.replace(second=0, microsecond=0)
    TokenUse.objects.get_or_create(token=token, defaults={"minute": minute})
    again = Q(minute=minute, times__lt=USES_A_MINUTE)
    times = Case(When(minute=minute, then=F("times") + 1), default=1)
    mine = TokenUse.objects.filter(Q(minute__lt=minute) | again, token=token)
    return 0 if mine.update(times=times, minute=minute) else 60 - at.second


@ledger.mutation("exchange.promise_made")
def promise(
    *, by: User, department: Department, kind: str, rhythm: str, valid_from: date, grace: int = 1
) -> FeedPromise:
    """How often the department hands in that kind from now on; what was agreed before ends the day before."""
    if not may(by, "exchange.promise") or not covers(by, department.region):
        raise Refused("只有本地的营商局业务人员可以约定报送周期。")
    if kind not in Feed.values or rhythm not in FeedPromise.Rhythm.values or not 0 <= grace <= 20:
        raise Refused("请选择报送种类和周期，宽限为 0 至 20 个工作日。")
    ended = _end_promises(department, kind, valid_from)
    made = FeedPromise.objects.create(
        department=department, kind=kind, rhythm=rhythm, valid_from=valid_from, grace=grace
    )
    facts = {"kind": kind, "rhythm": rhythm}
    changed = [made, *ended]
    ledger.record(chain=department.region_id, kind="exchange.promise_made", by=by, changed=changed, facts=facts)
    return made


@ledger.mutation("exchange.promise_ended")
def end_promise(*, by: User, promised: FeedPromise, day: date) -> FeedPromise:
    """The agreement, ended: `day` is the first on which it no longer holds."""
    if not may(by, "exchange.promise"):
        raise Refused("只有营商局业务人员可以终止报送约定。")
    if promised.valid_to is not None:
        raise Refused("这项报送约定已经终止。")
    _end_promises(promised.department, promised.kind, day)
    promised.refresh_from_db()
    chain = promised.department.region_id
    ledger.record(chain=chain, kind="exchange.promise_ended", by=by, changed=[promised])
    return promised


def _end_promises(department: Department, kind: str, day: date) -> list[FeedPromise]:
    rows = list(FeedPromise.objects.filter(department=department, kind=kind, valid_to__isnull=True))
    for row in rows:
        if day <= row.valid_from:
            raise Refused(f"现行约定自 {row.valid_from} 起生效，新的日期须晚于这一天。")
        row.valid_to = day - timedelta(days=1)
    FeedPromise.objects.bulk_update(rows, ["valid_to"])
    return rows
