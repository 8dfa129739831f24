"""What a phone hands in comes in once, whole, and never over something else; two sign it and it becomes findings."""

from typing import Any
from uuid import uuid4

import pytest

from yimen.catalog.models import ItemVersion
from yimen.common.errors import Conflict, Refused
from yimen.exchange.services import kept_file
from yimen.inspections.visits import queries, services
from yimen.inspections.visits.models import Observation, Photo, Visit
from yimen.inspections.visits.tests.conftest import JPEG, photo_of, record, send, upload
from yimen.people.models import User
from yimen.rectification.hearing.models import Ground
from yimen.rectification.models import Finding

pytestmark = pytest.mark.django_db


def test_a_record_sent_again_and_again_is_there_once(opened: Visit, client_of: Any) -> None:
    client, said = client_of(opened.first), record(opened)
    for _ in range(3):
        assert send(client, said)["records"][said["key"]]["state"] == "kept"
    assert Observation.objects.count() == 1
    changed = send(client, {**said, "words": "改了说法"})["records"][said["key"]]
    assert (changed["state"], "先收下的有效" in changed["said"]) == ("conflict", True)
    better = record(opened, words="是4号窗口", replaces=said["key"])
    assert send(client, better)["records"][better["key"]]["state"] == "kept"
    assert [each.words for each in queries.standing_observations(opened)] == ["是4号窗口"]
    assert Observation.objects.count() == 2  # the first stays, replaced


def test_a_photograph_goes_on_where_it_left_off_and_is_what_it_was_at_capture(opened: Visit, client_of: Any) -> None:
    client, said = client_of(opened.first), record(opened)
    told = photo_of(said)
    address = send(client, said, photos=[told])["photos"][told["key"]]["address"]
    part = {"Tus-Resumable": "1.0.0", "Upload-Offset": "0"}
    kind = "application/offset+octet-stream"
    assert client.patch(address, JPEG[:300], content_type=kind, headers=part).status_code == 204
    assert client.patch(address, JPEG[:300], content_type=kind, headers=part).status_code == 409  # doubled: refused
    again = send(client, said, photos=[told])["photos"][told["key"]]
    assert (again["state"], again["address"]) == ("kept", address)
    upload(client, address, JPEG)
    kept = Photo.objects.get()
    assert kept.whole_at is not None
    assert kept_file(kept.digest) == JPEG
    assert send(client, photos=[told])["photos"][told["key"]]["state"] == "whole"


def test_a_photograph_that_was_changed_after_capture_is_not_taken(opened: Visit, client_of: Any) -> None:
    client, said = client_of(opened.first), record(opened)
    told = photo_of(said)
    address = send(client, said, photos=[told])["photos"][told["key"]]["address"]
    other = JPEG[:-1] + b"x"
    answer = client.patch(
        address, other, content_type="application/offset+octet-stream",
        headers={"Tus-Resumable": "1.0.0", "Upload-Offset": "0"},
    )  # fmt: skip
    assert (answer.status_code, "摘要不符" in answer.content.decode()) == (422, True)
    upload(client, address, JPEG)  # the right one still comes in
    assert Photo.objects.get().whole_at is not None


def test_the_clocks_drift_is_kept_and_a_clock_turned_while_offline_is_told(opened: Visit, client_of: Any) -> None:
    client = client_of(opened.first)
    send(client, record(opened, drift_then=600), ahead=600)
    send(client, record(opened, drift_then=0), ahead=-7200)
    slow, turned = Observation.objects.order_by("pk").values_list("drift", "clock_turned")
    assert (slow[0] in (599, 600, 601), slow[1]) == (True, False)
    assert (turned[0] in (-7201, -7200, -7199), turned[1]) == (True, True)


def test_who_does_not_go_hands_in_nothing_and_nonsense_is_refused_whole(
    opened: Visit, inspectors: list[User], client_of: Any
) -> None:
    stranger = next(each for each in inspectors if each.pk not in (opened.first_id, opened.second_id))
    said = record(opened)
    assert send(client_of(stranger), said)["records"][said["key"]]["state"] == "refused"
    client = client_of(opened.first)
    for wrong in (b"", b"[]", b'{"now": 0}', b'{"now": 1, "records": [{"key": "x"}], "photos": []}'):
        answer = client.post("/inspections/visits/phone/sync/", wrong, content_type="application/json")
        assert answer.status_code == 422
    lost = send(client, record(opened, step=999_999))["records"]
    assert [each["state"] for each in lost.values()] == ["refused"]
    orphan = photo_of({**record(opened), "key": str(uuid4())})
    assert send(client, photos=[orphan])["photos"][orphan["key"]]["state"] == "refused"
    assert not Observation.objects.exists()


def sign_both(visit: Visit) -> Visit:
    """The visit with both signatures over what is there."""
    for user in (visit.first, visit.second):
        visit = services.sign(by=user, visit=visit, seen=queries.digest_of(visit))
    return visit


def test_two_sign_the_same_and_a_record_in_between_makes_the_first_signature_void(
    opened: Visit, client_of: Any
) -> None:
    client, said = client_of(opened.first), record(opened)
    with pytest.raises(Refused, match="还没有现场记录"):
        services.sign(by=opened.first, visit=opened, seen="")
    told = photo_of(said)
    address = send(client, said, photos=[told])["photos"][told["key"]]["address"]
    with pytest.raises(Refused, match="1 张照片没有传完"):
        services.sign(by=opened.first, visit=opened, seen=queries.digest_of(opened))
    upload(client, address, JPEG)
    services.sign(by=opened.first, visit=opened, seen=queries.digest_of(opened))
    with pytest.raises(Conflict, match="已经签过字"):
        services.sign(by=opened.first, visit=opened, seen=queries.digest_of(opened))
    seen = queries.digest_of(opened)
    send(client_of(opened.second), record(opened, outcome="accepted_department", where="department"))
    with pytest.raises(Conflict, match="又有新的现场记录"):
        services.sign(by=opened.second, visit=opened, seen=seen)
    services.sign(by=opened.second, visit=opened, seen=queries.digest_of(opened))
    opened.refresh_from_db()
    assert opened.status == "opened"  # one over the old records, one over the new: not yet both
    done = services.sign(by=opened.first, visit=opened, seen=queries.digest_of(opened))
    assert done.status == "signed"
    late = record(opened)
    assert send(client, late)["records"][late["key"]]["state"] == "refused"


def test_what_was_seen_becomes_findings_with_an_inspectors_own_eyes_as_their_source(
    opened: Visit, client_of: Any, officer: User
) -> None:
    items = ItemVersion.objects.filter(department=opened.department).order_by("code")
    asked, fine = items[0], items[1]
    client = client_of(opened.first)
    taken_in = record(opened, item=asked.pk, where="department", outcome="accepted_department")
    send(client, record(opened, item=asked.pk), taken_in, record(opened, item=fine.pk, outcome="accepted_hall"))
    done = sign_both(opened)
    (found,) = done.findings.all()
    finding = Finding.objects.get(pk=found.finding_id)
    assert (finding.source, finding.subject, finding.kind) == (f"inspections:visit:{done.pk}", asked.code, "bypassed")
    assert (found.raised, "3号窗口让去局里办" in finding.seen) == (True, True)
    assert [each.reads for each in Ground.objects.filter(finding=finding)] == ["sight"]
    page = client_of(officer).get(f"/inspections/visits/{done.pk}/").content.decode()
    assert "由本次督查提出" in page


def test_a_finding_from_data_that_is_open_is_borne_out_instead_of_doubled(opened: Visit, client_of: Any) -> None:
    from yimen.inspections.visits.reporting import department_of
    from yimen.rectification.hearing import services as hearing

    item = ItemVersion.objects.filter(department=opened.department).order_by("code").first()
    assert item is not None
    day = queries.year_before(opened.plan.period_from)
    earlier = hearing.raise_finding(
        by=None, region=opened.region, department=department_of(opened), source="evidence:run:1", subject=item.code,
        title="数据", kind="hollow", seen="看到", innocent="可能", period_from=day, period_to=day,
    )  # fmt: skip
    send(client_of(opened.first), record(opened, item=item.pk))
    done = sign_both(opened)
    assert [(each.finding_id, each.raised) for each in done.findings.all()] == [(earlier.pk, False)]
    assert Ground.objects.filter(finding=earlier, reads="sight").count() == 1
