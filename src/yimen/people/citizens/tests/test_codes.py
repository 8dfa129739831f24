"""Codes sent to phones: good once, for ten minutes, five tries; nobody has them sent all day."""

from datetime import datetime, timedelta

import pytest

from yimen.common.errors import Refused
from yimen.common.workdays import SHANGHAI
from yimen.people.citizens import services
from yimen.people.citizens.models import Attempts, Citizen, PhoneCode
from yimen.people.models import Region

pytestmark = pytest.mark.django_db
NOW = datetime(2023, 6, 1, 9, 30, tzinfo=SHANGHAI)
PHONE = "13800001234"


def sent(phone: str = PHONE, at: datetime = NOW, sender: str = "10.0.0.1", purpose: str = services.SIGN_IN) -> str:
    return services.new_code(phone=phone, purpose=purpose, sender=sender, at=at)


def used(code: str, at: datetime = NOW, phone: str = PHONE, purpose: str = services.SIGN_IN) -> str:
    return services.use_code(phone=phone, purpose=purpose, code=code, at=at).number


def other(code: str) -> str:
    return f"{(int(code) + 1) % 1_000_000:06}"


def test_the_right_code_proves_the_phone_once(county: Region) -> None:
    code = sent("+86 138-0000-1234")
    assert used(code) == PHONE
    with pytest.raises(Refused, match="不对或已失效"):
        used(code)


def test_after_ten_minutes_or_for_another_purpose_or_phone_it_is_worth_nothing(county: Region) -> None:
    code = sent()
    for wrong in ({"at": NOW + timedelta(minutes=10)}, {"purpose": "mandate:1"}, {"phone": "13900001234"}):
        with pytest.raises(Refused, match="不对或已失效"):
            used(code, **wrong)  # type: ignore[arg-type]
    assert used(code) == PHONE


def test_after_five_wrong_tries_the_right_code_is_refused_too(county: Region) -> None:
    code = sent()
    for _ in range(services.TRIES):
        with pytest.raises(Refused):
            used(other(code))
    with pytest.raises(Refused):
        used(code)
    assert PhoneCode.objects.get().tries == services.TRIES


def test_four_wrong_tries_leave_the_right_one(county: Region) -> None:
    code = sent()
    for _ in range(services.TRIES - 1):
        with pytest.raises(Refused):
            used(other(code))
    assert used(code) == PHONE


def test_a_newer_code_replaces_the_older(county: Region) -> None:
    first, second = sent(), sent()
    if first != second:
        with pytest.raises(Refused):
            used(first)
    assert used(second) == PHONE


def test_a_phone_gets_five_codes_an_hour_and_an_address_thirty(county: Region) -> None:
    for number in range(services.CODES_AN_HOUR):
        sent(sender=f"10.0.1.{number}")
    with pytest.raises(Refused, match="过于频繁"):
        sent(sender="10.0.1.99")
    assert sent(at=NOW + timedelta(hours=1))
    for number in range(services.CODES_AN_ADDRESS):
        sent(phone=f"139000{number:05}", sender="10.0.2.1")
    with pytest.raises(Refused, match="过于频繁"):
        sent(phone="13911111111", sender="10.0.2.1")


@pytest.mark.parametrize("phone", ["", "123", "0469-5820000", "11000001234", "138000012345", "<script>"])
def test_what_is_no_mobile_number_is_refused(county: Region, phone: str) -> None:
    with pytest.raises(Refused, match="11 位手机号码"):
        sent(phone)


def test_the_code_itself_is_nowhere_kept(county: Region) -> None:
    code = sent()
    row = PhoneCode.objects.get()
    assert code not in f"{row.key}{row.digest}"
    assert PHONE not in row.key


def test_the_first_sign_in_registers_and_the_second_finds(county: Region) -> None:
    def signed_in() -> Citizen:
        phone = services.use_code(phone=PHONE, purpose=services.SIGN_IN, code=sent(), at=NOW)
        return services.sign_in(region=county, phone=phone)

    assert signed_in().pk == signed_in().pk


def test_an_identity_of_the_province_cannot_be_changed_by_hand(county: Region) -> None:
    known = {"issuer": "https://id.example", "subject": "u1", "person_id": "11010519491231002X"}
    citizen = services.sign_in_by_identity(region=county, name="某人", **known)
    assert services.sign_in_by_identity(region=county, name="某某", **known).pk == citizen.pk
    with pytest.raises(Refused, match="省统一身份认证"):
        services.say_who(citizen=citizen, name="别人", person_id="440524188001010014")


def test_a_wrong_resident_id_is_refused_in_words(county: Region) -> None:
    phone = services.use_code(phone=PHONE, purpose=services.SIGN_IN, code=sent(), at=NOW)
    citizen = services.sign_in(region=county, phone=phone)
    with pytest.raises(Refused, match="公民身份号码不对"):
        services.say_who(citizen=citizen, name="某人", person_id="110105194912310021")
    assert services.say_who(citizen=citizen, name="某人", person_id="11010519491231002x").person_id.endswith("X")


def test_who_begins_to_count_in_the_same_moment_as_another_is_counted_too(monkeypatch: pytest.MonkeyPatch) -> None:
    """The other's row is written between the look and the writing."""
    count, hour = services._count, NOW.replace(minute=0)

    def another_first(digest: str, most: int, at: datetime) -> bool:
        monkeypatch.setattr(services, "_count", count)
        Attempts.objects.create(key=digest, hour=hour, times=1)
        return False

    monkeypatch.setattr(services, "_count", another_first)
    assert services.counted("x", 2, NOW)
    assert Attempts.objects.get().times == 2
    assert not services.counted("x", 2, NOW)
