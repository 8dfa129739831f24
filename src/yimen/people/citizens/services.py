"""Verbs on citizens: codes sent to phones, signing in by them, and counting what strangers try."""

import hmac
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import connection
from django.db.models import F
from django.utils import timezone
from django.utils.crypto import salted_hmac

from yimen.common.codes import classify_resident_id
from yimen.common.errors import Refused
from yimen.common.text import id_key, mask_phone, phone_key, tidy
from yimen.ledger import services as ledger
from yimen.people.citizens.models import Attempts, Citizen, PhoneCode
from yimen.people.models import Region

SIGN_IN, MERGE = "sign_in", "merge"
MINUTES, TRIES, DIGITS = 10, 5, 6
CODES_AN_HOUR, CODES_AN_ADDRESS = 5, 30
WRONG_CODE = "验证码不对或已失效：请核对短信，或重新获取。"


def _keyed(purpose: str, text: str) -> str:
    return salted_hmac(f"yimen.citizens.{purpose}", text, algorithm="sha256").hexdigest()


def mobile(text: str) -> str:
    """The mobile number in its plain form. Errors: Refused for what is none."""
    found = phone_key(text)
    if len(found) != 11 or not found.startswith("1") or found[1] in "012":
        raise Refused("请填写 11 位手机号码。")
    return found


def counted(key: str, most: int, at: datetime) -> bool:
    """Whether this try is still within `most` an hour; it is counted either way.

    Of two tries at once each counts: one conditional UPDATE decides, whichever process asks.
    """
    digest, hour = _keyed("attempts", key), at.replace(minute=0, second=0, microsecond=0)
    if _count(digest, most, hour):
        return True
    _, is_first = Attempts.objects.get_or_create(key=digest, defaults={"hour": hour, "times": 1})
    return is_first or _count(digest, most, hour)


def _count(digest: str, most: int, hour: datetime) -> bool:
    at = Attempts._meta.get_field("hour").get_db_prep_value(hour, connection)
    with connection.cursor() as cursor:
        # Written out: put together by Django it costs ten times what the database needs, at every try of a stranger.
        cursor.execute(
            f"UPDATE {Attempts._meta.db_table} SET times = CASE WHEN hour = %s THEN times + 1 ELSE 1 END, hour = %s "
            "WHERE key = %s AND (hour < %s OR (hour = %s AND times < %s))",
            [at, at, digest, at, at, most],
        )
        return cursor.rowcount > 0


def new_code(*, phone: str, purpose: str, sender: str, at: datetime | None = None) -> str:
    """A fresh code for the phone and purpose, to be sent there; only its digest is kept. Errors: Refused if too often.

    sender: the network address that asks, so that nobody has codes sent to strangers all day.
    """
    now, number = at or timezone.now(), mobile(phone)
    if not counted(f"codes:{number}", CODES_AN_HOUR, now) or not counted(f"senders:{sender}", CODES_AN_ADDRESS, now):
        raise Refused("获取验证码过于频繁，请一小时后再试。")
    code = f"{secrets.randbelow(10**DIGITS):0{DIGITS}}"
    key = _keyed(purpose, number)
    kept = {"digest": _keyed(key, code), "expires_at": now + timedelta(minutes=MINUTES), "tries": 0}
    PhoneCode.objects.update_or_create(key=key, defaults=kept)
    return code


@dataclass(frozen=True)
class ProvedPhone:
    """A phone whose code somebody has just typed: only `use_code` makes one."""

    number: str


def use_code(*, phone: str, purpose: str, code: str, at: datetime | None = None) -> ProvedPhone:
    """The phone, proved by its code, which is then used up. Errors: Refused, in one wording for every reason.

    Outside any transaction, for a refused try must stay counted.
    """
    now, number = at or timezone.now(), mobile(phone)
    key = _keyed(purpose, number)
    live = PhoneCode.objects.filter(key=key, expires_at__gt=now, tries__lt=TRIES)
    tried = live.update(tries=F("tries") + 1)
    digest = PhoneCode.objects.filter(key=key).values_list("digest", flat=True).first() or ""
    right = hmac.compare_digest(_keyed(key, tidy(code)), digest)
    # Of two requests with the right code the one that deletes it has used it.
    if not (tried and right and PhoneCode.objects.filter(key=key, digest=digest).delete()[0]):
        raise Refused(WRONG_CODE)
    return ProvedPhone(number)


@ledger.mutation("people.citizen_signed_in")
def sign_in(*, region: Region, phone: ProvedPhone) -> Citizen:
    """The citizen of the phone; one who comes for the first time is registered."""
    found = Citizen.objects.filter(region=region, phone=phone.number, closed_at__isnull=True).first()
    return _signed_in(found or Citizen.objects.create(region=region, phone=phone.number), new=found is None)


@ledger.mutation("people.citizen_signed_in")
def sign_in_by_identity(
    *, region: Region, issuer: str, subject: str, name: str = "", person_id: str = "", level: str = ""
) -> Citizen:
    """The citizen for whom the province's identity service vouches; name, number and level are as that says."""
    if not issuer or not subject:
        raise Refused("身份认证没有完成，请重新登录。")
    known = {"region": region, "issuer": issuer, "subject": subject, "closed_at": None}
    found = Citizen.objects.filter(**known).first()
    said = {"name": tidy(name)[:100], "person_id": id_key(person_id)[:18], "level": level[:100]}
    if found is None:
        return _signed_in(Citizen.objects.create(**known, **said), new=True)
    Citizen.objects.filter(pk=found.pk).update(**said)
    found.refresh_from_db()
    return _signed_in(found, new=False)


def _signed_in(citizen: Citizen, *, new: bool) -> Citizen:
    facts = {"citizen": citizen.pk, "new": new}
    chain = citizen.region_id
    ledger.record(chain=chain, kind="people.citizen_signed_in", by=None, changed=[citizen], facts=facts)
    return citizen


@ledger.mutation("people.citizen_changed")
def say_who(*, citizen: Citizen, name: str, person_id: str) -> Citizen:
    """The citizen with name and number as he gives them himself. Errors: Refused for a number that cannot be right."""
    name, number = tidy(name), id_key(person_id)
    if citizen.subject:
        raise Refused("您的身份由省统一身份认证提供，不能在这里修改。")
    if len(name) < 2:
        raise Refused("请填写姓名。")
    found = classify_resident_id(number, today=timezone.localdate())
    if not found.valid:
        raise Refused(f"公民身份号码不对：{found.reason}{found.remedy}")
    Citizen.objects.filter(pk=citizen.pk).update(name=name[:100], person_id=number)
    citizen.refresh_from_db()
    ledger.record(chain=citizen.region_id, kind="people.citizen_changed", by=None, changed=[citizen])
    return citizen


@ledger.mutation("people.citizens_merged")
def merge(*, citizen: Citizen, phone: ProvedPhone) -> Citizen:
    """The citizen of the province's identity, known by that phone too; the phone's account is one with it.

    Both are proved: the identity by the province, the phone by its code. What the phone's account said of itself proves
    nothing, but where it names another number it is somebody else's, and stays apart. Errors: Refused.
    """
    if not citizen.subject or not citizen.person_id:
        raise Refused("合并账号要先用省统一身份认证登录。")
    if citizen.phone:
        raise Refused(f"这个账号已经绑定手机号码 {mask_phone(citizen.phone)}，不能再绑定别的号码。")
    open_ones = Citizen.objects.select_for_update().filter(region=citizen.region_id, closed_at__isnull=True)
    other = open_ones.filter(phone=phone.number).exclude(pk=citizen.pk).first()
    if other is not None and (other.subject or other.person_id not in ("", citizen.person_id)):
        raise Refused("这个手机号码的账号登记的是另一个人，不能合并：请核对号码，或带身份证到窗口更正。")
    if other is not None:
        now = timezone.now()
        Citizen.objects.filter(pk=other.pk).update(closed_at=now, merged_into=citizen)
        other.refresh_from_db()
    Citizen.objects.filter(pk=citizen.pk).update(phone=phone.number)
    citizen.refresh_from_db()
    changed = [citizen] if other is None else [citizen, other]
    facts = {"citizen": citizen.pk, "merged": other.pk if other else None}
    ledger.record(chain=citizen.region_id, kind="people.citizens_merged", by=None, changed=changed, facts=facts)
    return citizen
