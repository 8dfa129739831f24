"""Verbs of the phone: records and photographs taken in, each once whatever is sent how often."""

from dataclasses import asdict

from django.utils import timezone

from yimen.catalog.models import ItemVersion
from yimen.common.errors import Conflict, Refused
from yimen.common.services import keep_file
from yimen.inspections.visits import queries
from yimen.inspections.visits.models import Observation, Photo, ScriptStep
from yimen.inspections.visits.phone import exif
from yimen.inspections.visits.phone.messages import Told, ToldPhoto
from yimen.ledger import services as ledger
from yimen.people.models import User
from yimen.people.queries import may

JPEG, PNG, WEBP = b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n", b"RIFF"
TYPES = {JPEG: "image/jpeg", PNG: "image/png", WEBP: "image/webp"}


def media_type(content: bytes) -> str:
    """The type of a picture by its first bytes; empty for anything else."""
    return next((kind for start, kind in TYPES.items() if content.startswith(start)), "")


@ledger.mutation("inspections.observed")
def observe(*, by: User, told: Told) -> Observation:
    """The record, new. Whoever asks looks first whether its key is known (`known_record`).

    Errors: Refused for a visit that is not his or not open, a step or item that is not the visit's, and a record that
    replaces what is not his own or was replaced already.
    """
    if not may(by, "visit.go"):
        raise Refused("只有督查人员可以提交现场记录。")
    visit = queries.own_visits(by).filter(pk=told.visit).first()
    if visit is None:
        raise Refused("本次督查不由您记录，或者已经签字完成：记录没有收下，仍在手机上。")
    step = ScriptStep.objects.filter(pk=told.step, script=visit.plan.script_id).first() if told.step else None
    item = ItemVersion.objects.filter(pk=told.item, department=visit.department_id).first() if told.item else None
    if (told.step and step is None) or (told.item and item is None):
        raise Refused("记录里的步骤或事项不属于本次督查：记录没有收下，仍在手机上。")
    replaces = None
    if told.replaces is not None:
        replaces = Observation.objects.filter(key=told.replaces, visit=visit, by=by, replaced_by__isnull=True).first()
        if replaces is None:
            raise Conflict("要更正的记录不存在，或者已经更正过；请在手机上核对最新的记录。")
    row = Observation.objects.create(
        key=told.key, visit=visit, step=step, item=item, where=told.where, outcome=told.outcome, words=told.words,
        digest=told.digest, replaces=replaces, by=by, **asdict(told.place),
    )  # fmt: skip
    facts = {"visit": visit.pk, "digest": row.digest}
    ledger.record(
        chain=visit.region_id, kind="inspections.observed", by=by, changed=[row], facts=facts, declared_at=row.taken_at
    )
    return row


def known_record(told: Told, by: User) -> bool:
    """True when the very same record was taken in before. Errors: Conflict when its key holds another one.

    A record is never written over: who wants to correct one sends a new one that replaces it.
    """
    found = Observation.objects.filter(key=told.key).first()
    if found is None:
        return False
    if found.digest != told.digest or found.by_id != by.pk:
        raise Conflict("同一编号的记录已经收下，内容不同：先收下的有效，请在手机上另记一条更正。")
    return True


@ledger.mutation("inspections.photo_announced")
def announce(*, by: User, told: ToldPhoto) -> Photo:
    """A photograph of a record, of which no byte has come yet; its digest is kept from now on.

    Errors: Refused when its record is not there or not his, or the visit is no longer open.
    """
    if not may(by, "visit.go"):
        raise Refused("只有督查人员可以提交现场照片。")
    open_ones = queries.own_visits(by).order_by().values("pk")
    record = Observation.objects.filter(key=told.observation, by=by, visit__in=open_ones).first()
    if record is None:
        raise Refused("照片所属的记录还没有收下，或督查已经签字完成：照片仍在手机上。")
    row = Photo.objects.create(
        key=told.key, observation=record, digest=told.digest, size=told.size, by=by, **asdict(told.place)
    )
    chain, facts = record.visit.region_id, {"sha256": row.digest, "size": row.size}
    ledger.record(
        chain=chain, kind="inspections.photo_announced", by=by, changed=[row], facts=facts, declared_at=row.taken_at
    )
    return row


def known_photo(told: ToldPhoto, by: User) -> Photo | None:
    """The photograph of that key. Errors: Conflict when it is another one."""
    found = Photo.objects.filter(key=told.key).first()
    if found is not None and (found.digest != told.digest or found.by_id != by.pk):
        raise Conflict("同一编号的照片已经登记，摘要不同：先登记的有效。")
    return found


@ledger.mutation("inspections.photo_received")
def receive(*, by: User, photo: Photo, content: bytes) -> Photo:
    """The photograph, whole: its bytes are what was announced at capture, and are kept under their digest.

    What the camera wrote beside the picture is held against the record; a difference is noted, never refused.
    """
    if not media_type(content):
        raise Refused("只收 JPEG、PNG 或 WebP 照片。")
    if keep_file(content) != photo.digest:
        raise Refused("照片与拍摄时的摘要不符，没有收下，请重传。")
    found = exif.beside(content)
    doubts = exif.differences(found, photo.taken_at, photo.latitude, photo.longitude, photo.accuracy)
    written = {"whole_at": timezone.now(), "camera_at": found.taken_at, "doubts": "；".join(doubts)}
    if Photo.objects.filter(pk=photo.pk, whole_at__isnull=True).update(**written) != 1:
        raise Conflict("这张照片已经收全。")
    photo.refresh_from_db()
    facts = {"sha256": photo.digest}
    chain = photo.observation.visit.region_id
    ledger.record(chain=chain, kind="inspections.photo_received", by=by, changed=[photo], facts=facts)
    return photo
