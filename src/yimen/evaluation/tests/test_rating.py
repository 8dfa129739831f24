"""A service is rated once, by whoever may, in time; a bad one says why and is on its way to be called back."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.db import IntegrityError, transaction

from yimen.cases.handling.models import Dossier
from yimen.cases.models import Case
from yimen.common.code_lists import Satisfaction
from yimen.common.errors import Conflict, Refused
from yimen.evaluation import queries, receiving, services
from yimen.evaluation.models import Rating, RatingCode
from yimen.evaluation.rules import Channel, Service
from yimen.evaluation.tests import scenes
from yimen.exchange.platform import bodies
from yimen.exchange.platform.models import OutboxMessage
from yimen.exchange.platform.rules import OUT
from yimen.people.models import Region, User

pytestmark = pytest.mark.django_db


def open_services(dossier: Dossier) -> list[tuple[str, int]]:
    return [(each.service, each.turn) for each in queries.chances(dossier, datetime.now(UTC))]


def test_on_site_each_service_is_rated_once(delivered: Dossier) -> None:
    assert open_services(delivered) == [("reception", 1), ("delivery", 1)]
    scenes.rated(delivered, service=Service.RECEPTION)
    scenes.rated(delivered, service=Service.DELIVERY)
    assert open_services(delivered) == []
    with pytest.raises(Refused, match="已经评价过"):
        scenes.rated(delivered, service=Service.DELIVERY)
    assert Rating.objects.count() == 2


def test_the_database_itself_keeps_a_second_rating_of_a_service_out(delivered: Dossier) -> None:
    first = scenes.rated(delivered)
    twin = {name: getattr(first, name) for name in ("region", "department", "case", "service", "grade", "channel")}
    with pytest.raises(IntegrityError), transaction.atomic():
        Rating.objects.create(**twin, rated_at=first.rated_at)
    Rating.objects.create(**twin, rated_at=first.rated_at, default=True)  # a default takes nobody's place


def test_online_the_matter_is_rated_once_and_only_when_it_is_decided(delivered: Dossier) -> None:
    Case.objects.filter(pk=delivered.pk).update(channel=Case.Channel.ONLINE)
    online = Dossier.objects.select_related("case", "region").get(pk=delivered.pk)
    assert open_services(online) == [("matter", 1)]
    Dossier.objects.filter(pk=delivered.pk).update(status="accepted")
    assert open_services(Dossier.objects.select_related("case", "region").get(pk=delivered.pk)) == []


def test_the_countys_days_decide_how_long_it_can_be_rated(delivered: Dossier, county: Region) -> None:
    services.set_terms(by=None, region=county, rate_days=5)
    later = datetime.now(UTC) + timedelta(days=5, minutes=-2)
    assert queries.chances(delivered, later)
    assert queries.chances(delivered, later + timedelta(minutes=5)) == []


@pytest.mark.parametrize(
    ("grade", "said", "why"),
    [
        ("5", {}, "五个评价等级"),
        (Satisfaction.POOR, {}, "至少选一个原因"),
        (Satisfaction.GOOD, {"ticked": ["115"]}, "不符"),  # of another grade
        (Satisfaction.VERY_POOR, {"ticked": ["101"]}, "不符"),  # retired
        (Satisfaction.GOOD, {"words": "好" * 501}, "不超过"),
    ],
)
def test_what_says_nothing_or_does_not_belong_is_refused(
    delivered: Dossier, grade: str, said: dict[str, Any], why: str
) -> None:
    with pytest.raises(Refused, match=why):
        scenes.rated(delivered, grade, **said)
    assert not Rating.objects.exists()


def test_a_code_lets_rate_its_service_once_and_only_in_its_county(
    delivered: Dossier, clerk: User, neighbour: Region
) -> None:
    code = services.issue_code(by=clerk, dossier=delivered, service=Service.DELIVERY)
    assert services.opened_by(neighbour, code) is None
    found = services.opened_by(delivered.region, f" {code[:4].lower()}-{code[4:]} ")
    assert found is not None
    way = services.Way(Channel.DEVICE, "172.16.1.1", found)
    opinion = services.Opinion(Satisfaction.GOOD)
    services.rate(by=None, dossier=delivered, service=Service.DELIVERY, opinion=opinion, way=way)
    assert services.opened_by(delivered.region, code) is None
    with pytest.raises(Conflict, match="已经用过"):
        services.rate(by=None, dossier=delivered, service=Service.RECEPTION, opinion=opinion, way=way)


def test_a_code_expires_with_the_countys_days(delivered: Dossier, clerk: User) -> None:
    code = services.issue_code(by=clerk, dossier=delivered, service=Service.DELIVERY)
    with time_machine.travel(datetime.now(UTC) + timedelta(days=31)):
        assert services.opened_by(delivered.region, code) is None
    assert code not in str(RatingCode.objects.values())  # only its digest is kept


def test_who_does_not_handle_the_case_gives_out_no_code(delivered: Dossier, make_user: Any, tax: Any) -> None:
    stranger = make_user("tax_clerk", "clerk", delivered.region, tax)
    with pytest.raises(Refused, match="不归您经办"):
        services.issue_code(by=stranger, dossier=delivered, service=Service.DELIVERY)


def province(delivered: Dossier, **changes: Any) -> dict[str, Any]:
    return {
        "case_number": delivered.number, "item_code": "I1", "grade": 2, "channel": "2",
        "rated_at": "2026-01-05T02:00:00.000000Z", "indicators": "210,999", **changes,
    }  # fmt: skip


def take(region: Region, fields: dict[str, Any]) -> Rating:
    receiving.take(region=region, number="N1", stream=fields["case_number"], fields=fields)
    return Rating.objects.latest("pk")


def test_a_rating_of_the_province_is_taken_in_the_interfaces_order_and_a_bad_one_is_called_back(
    delivered: Dossier, county: Region
) -> None:
    rating = take(county, province(delivered))
    assert (rating.grade, rating.channel, rating.origin) == (Satisfaction.POOR, Channel.MOBILE, "province")
    assert [each.code for each in rating.indicators.all()] == ["210"]
    assert rating.cure.status == "waiting"
    with pytest.raises(Refused, match="已有评价"):
        take(county, province(delivered))


def test_a_default_rating_is_kept_never_counted_and_gives_way(delivered: Dossier, county: Region) -> None:
    assert take(county, province(delivered, channel="7", grade=1)).default
    assert queries.counted(Rating.objects.all()).count() == 0
    assert not hasattr(Rating.objects.get(), "cure")
    scenes.rated(delivered)
    assert queries.counted(Rating.objects.all()).count() == 1


@pytest.mark.parametrize(
    ("changes", "why"), [({"case_number": "nobody's"}, "还没有办件"), ({"channel": "9"}, "不在可用的取值中")]
)
def test_what_the_province_sends_of_nobody_or_in_unknown_codes_is_refused(
    delivered: Dossier, county: Region, changes: dict[str, str], why: str
) -> None:
    with pytest.raises(Refused, match=why):
        take(county, province(delivered, **changes))


def test_a_counted_rating_goes_to_the_province_where_the_county_is_linked(delivered: Dossier, settings: Any) -> None:
    scenes.rated(delivered, service=Service.RECEPTION)
    assert not OutboxMessage.objects.exists()  # not linked
    settings.PLATFORM_REGIONS = [delivered.region_id]
    scenes.rated(delivered, Satisfaction.VERY_POOR, ticked=("104", "115"))
    sent = OutboxMessage.objects.get()
    fields = bodies.read(sent.body)
    assert (sent.kind, sent.stream) == ("rating", delivered.number)
    assert (fields["grade"], fields["channel"], fields["indicators"]) == (1, "1", "104,115")
    shown = dict(bodies.shown(OUT["rating"], sent.body))
    assert shown["评价等级"] == shown["评价指标代码"] == "（不显示）"  # its page names the case
