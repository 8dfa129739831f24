"""Verbs on assets: register, move, retire; and the keys by which machines prove themselves."""

from dataclasses import dataclass
from datetime import date, timedelta

from django.db import IntegrityError, transaction
from django.utils import timezone

from yimen.common.errors import Conflict, Refused
from yimen.common.text import tidy
from yimen.exchange import bearer
from yimen.halls.equipment.models import Asset, AssetPlace, DeviceKey
from yimen.halls.models import Hall, Window
from yimen.ledger import services as ledger
from yimen.people.models import Department, Region, User, in_force
from yimen.people.queries import may

ONE_DAY = timedelta(days=1)
SHORTEST_REASON = 2  # characters


@dataclass(frozen=True)
class Where:
    """存放地点 as somebody puts it in."""

    hall: Hall
    window: str = ""
    spot: str = ""
    address: str = ""
    keeper: str = ""


@dataclass(frozen=True)
class Thing:
    """资产 as somebody puts it in."""

    kind: str
    number: str
    name: str
    acquired_on: date
    department: Department | None = None


@dataclass(frozen=True)
class Issued:
    """发放结果: the key, and its secret, which is shown once."""

    key: DeviceKey
    secret: str


def _allow(by: User | None, region: str) -> None:
    if by is not None and not (may(by, "halls.keep") and by.region_id == region):
        raise Refused("只有本县大厅管理员可以登记设备与资产。")


@ledger.mutation("halls.asset_registered")
def register_asset(*, by: User | None, region: Region, thing: Thing, where: Where) -> Asset:
    """The asset, standing in its first place from the day of its acquisition.

    Errors: Refused for a number already taken, without number or name, and for a place that does not exist.
    """
    _allow(by, region.pk)
    number, name = tidy(thing.number), tidy(thing.name)
    if not number or not name:
        raise Refused("请填写资产编号和名称型号。")
    _check(where, region.pk, thing.acquired_on)
    if Asset.objects.filter(region=region, number=number).exists():
        raise Refused(f"资产编号 {number} 已登记，请核对后换一个编号。")
    asset = Asset.objects.create(
        region=region, kind=thing.kind, number=number, name=name, department=thing.department,
        acquired_on=thing.acquired_on,
    )  # fmt: skip
    place = _stand(by, asset, where, thing.acquired_on, "首次登记")
    ledger.record(chain=region.pk, kind="halls.asset_registered", by=by, changed=[asset, place])
    return asset


@ledger.mutation("halls.asset_moved")
def move_asset(*, by: User | None, asset: Asset, where: Where, day: date, reason: str) -> AssetPlace:
    """The place where the asset stands from the day on; it left the one before on the eve.

    Errors: Refused without a reason, for a retired asset, for a day to come or before it came to its present place.
    """
    _allow(by, asset.region_id)
    if len(tidy(reason)) < SHORTEST_REASON:
        raise Refused("请写明调拨原因。")
    if asset.retired_on is not None:
        raise Refused(f"{asset}已于 {asset.retired_on} 报废，不能再调拨。")
    if day > timezone.localdate():
        raise Refused("调拨日期在今天之后：请在搬动的当天登记。")
    _check(where, asset.region_id, day)
    present = AssetPlace.objects.get(asset=asset, valid_to__isnull=True)
    if day < present.valid_from:
        raise Refused(f"{asset}自 {present.valid_from} 起才在{present.hall}，请核对调拨日期。")
    _leave(present, day - ONE_DAY)
    place = _stand(by, asset, where, day, tidy(reason))
    ledger.record(chain=asset.region_id, kind="halls.asset_moved", by=by, changed=[present, place], declared_at=day)
    return place


@ledger.mutation("halls.asset_retired")
def retire_asset(*, by: User | None, asset: Asset, day: date, reason: str) -> Asset:
    """The asset, out of use after that day; its key holds no more from this moment.

    Errors: Refused without a reason and for a day before it came or to come; Conflict when it is retired already.
    """
    _allow(by, asset.region_id)
    reason, now = tidy(reason), timezone.now()
    if len(reason) < SHORTEST_REASON:
        raise Refused("请写明报废原因。")
    present = AssetPlace.objects.filter(asset=asset, valid_to__isnull=True).first()
    if not asset.acquired_on <= day <= timezone.localdate(now) or (present and day < present.valid_from):
        raise Refused("报废日期应在启用和最近一次调拨之后、不晚于今天。")
    if not Asset.objects.filter(pk=asset.pk, retired_on__isnull=True).update(retired_on=day, retired_for=reason):
        raise Conflict("这件资产已经报废，请刷新页面查看。")
    asset.refresh_from_db()
    keys = list(DeviceKey.objects.filter(asset=asset, revoked_at__isnull=True))
    for key in keys:
        key.revoked_at, key.revoked_by, key.revoked_for = now, by, "设备报废"
        key.save(update_fields=["revoked_at", "revoked_by", "revoked_for"])
    if present is not None:
        _leave(present, day)
    changed = [asset, *keys, *([present] if present else [])]
    ledger.record(chain=asset.region_id, kind="halls.asset_retired", by=by, changed=changed, declared_at=day)
    return asset


@ledger.mutation("halls.device_key_issued")
def issue_key(*, by: User | None, asset: Asset, secret: str) -> Issued:
    """The machine's new key; the one before holds no more from this moment (轮换).

    secret: from `bearer.fresh`, never kept. Errors: Refused for what is no machine or is retired; Conflict when
    somebody else issues one at the same moment.
    """
    _allow(by, asset.region_id)
    if not asset.is_machine or asset.retired_on is not None:
        raise Refused("只有在用的设备可以发放密钥；印章、家具、标识和专线没有密钥。")
    now = timezone.now()
    former = list(DeviceKey.objects.filter(asset=asset, revoked_at__isnull=True))
    try:
        with transaction.atomic():
            for key in former:
                key.revoked_at, key.revoked_by, key.revoked_for = now, by, "更换密钥"
                key.save(update_fields=["revoked_at", "revoked_by", "revoked_for"])
            made = DeviceKey.objects.create(
                asset=asset, digest=bearer.digest_of(secret), hint=bearer.hint_of(secret), issued_by=by, issued_at=now
            )
    except IntegrityError as error:  # the database lets one live key of a machine in
        raise Conflict("这台设备刚刚由他人发放了密钥，请刷新页面查看。") from error
    ledger.record(chain=asset.region_id, kind="halls.device_key_issued", by=by, changed=[*former, made])
    return Issued(made, secret)


@ledger.mutation("halls.device_key_revoked")
def revoke_key(*, by: User | None, key: DeviceKey, reason: str) -> DeviceKey:
    """The key, which holds no more from this moment, as when the machine was stolen.

    Errors: Refused without a reason; Conflict when it was revoked already.
    """
    _allow(by, key.asset.region_id)
    reason = tidy(reason)
    if len(reason) < SHORTEST_REASON:
        raise Refused("请写明收回原因，例如“设备失窃”。")
    rows = DeviceKey.objects.filter(pk=key.pk, revoked_at__isnull=True)
    if not rows.update(revoked_at=timezone.now(), revoked_by=by, revoked_for=reason):
        raise Conflict("这个密钥已经收回，请刷新页面查看。")
    key.refresh_from_db()
    ledger.record(chain=key.asset.region_id, kind="halls.device_key_revoked", by=by, changed=[key])
    return key


def _check(where: Where, region: str, day: date) -> None:
    if where.hall.region_id != region:
        raise Refused("所选大厅不属于本县，请重新选择。")
    if where.window and not Window.objects.filter(in_force(day), hall=where.hall, code=where.window).exists():
        raise Refused(f"{where.hall}在 {day} 没有窗口 {where.window}，请核对窗口编号；不在窗口的请留空。")


def _stand(by: User | None, asset: Asset, where: Where, day: date, reason: str) -> AssetPlace:
    return AssetPlace.objects.create(
        asset=asset, hall=where.hall, window=where.window, spot=tidy(where.spot), address=tidy(where.address),
        keeper=tidy(where.keeper), reason=reason, moved_by=by, valid_from=day,
    )  # fmt: skip


def _leave(place: AssetPlace, last: date) -> None:
    place.valid_to = last
    place.save(update_fields=["valid_to"])
