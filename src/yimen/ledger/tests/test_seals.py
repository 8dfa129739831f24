"""What is sealed stays: a shorter or other chain is refused at the next write, and said at the start."""

import datetime
import stat
from pathlib import Path
from unittest.mock import patch

import pytest
from django.apps import apps
from django.db import connection, transaction
from django.utils import timezone

from yimen.common.errors import Refused
from yimen.ledger import guards, queries, seals, verification
from yimen.ledger import services as ledger
from yimen.ledger.models import Event, Head, Seal
from yimen.ledger.tests import attacks
from yimen.ledger.tests.conftest import CHAIN

pytestmark = pytest.mark.django_db
Region = apps.get_model("people.Region")


def notes(count: int, text: str = "记事") -> None:
    for number in range(count):
        ledger.note(chain=CHAIN, text=f"{text}{number}", by=None)


def cut(keep: int) -> None:
    """Put an old backup back: everything behind the first events is gone, the database agrees with itself."""
    guards.remove(connection)
    Event.objects.filter(chain=CHAIN, seq__gt=keep).delete()
    Seal.objects.filter(chain=CHAIN, size__gt=keep).delete()
    last = Event.objects.get(chain=CHAIN, seq=keep)
    attacks.set_head(CHAIN, keep, bytes(last.hash), last.at)
    guards.install(connection)


def tampered() -> list[str]:
    return [problem.text for problem in verification.verify().problems if problem.grade == verification.TAMPERED]


def test_a_seal_signs_the_length_the_root_and_the_last_event() -> None:
    notes(5)
    note = ledger.seal(chain=CHAIN)
    assert note is not None
    seals.check_signature(note, seals.public_key())
    assert (note.size, note.head) == (5, bytes(Event.objects.get(seq=5).hash))
    assert seals.split(seals.heads_file(CHAIN).read_text()) == ([note.text], "")
    assert Seal.objects.get().note == note.text


def test_sealing_again_without_news_changes_nothing() -> None:
    notes(2)
    first = ledger.seal(chain=CHAIN)
    assert ledger.seal(chain=CHAIN) == first
    assert Seal.objects.count() == 1


def test_a_chain_without_events_is_not_sealed() -> None:
    assert ledger.seal(chain=CHAIN) is None


def test_each_seal_names_the_one_before_it() -> None:
    notes(1)
    first = ledger.seal(chain=CHAIN)
    notes(1)
    second = ledger.seal(chain=CHAIN)
    assert first is not None and second is not None
    assert (first.previous, second.previous) == ("-", first.digest)
    assert tampered() == []


def test_a_note_with_one_letter_changed_is_not_signed() -> None:
    notes(3)
    note = ledger.seal(chain=CHAIN)
    assert note is not None
    for wrong in (note.text.replace("\n3\n", "\n2\n"), note.text.replace("epoch 1", "epoch 2")):
        with pytest.raises(seals.BadNote):
            seals.check_signature(seals.parse(wrong), seals.public_key())


def test_the_key_is_readable_by_its_owner_only(own_data_folder: Path) -> None:
    seals.signing_key()
    key = own_data_folder / "keys" / "ledger.key"
    assert stat.S_IMODE(key.stat().st_mode) == 0o600
    key.chmod(0o640)
    with pytest.raises(Refused, match="chmod 600"):
        seals.signing_key()


def test_a_ledger_shorter_than_its_seal_refuses_every_write_and_says_so_at_start() -> None:
    notes(6)
    ledger.seal(chain=CHAIN)
    cut(4)
    with pytest.raises(ledger.LedgerTooShort, match="账本短于已封存的账本头"), transaction.atomic():
        notes(1)
    (sentence,) = ledger.startup_check()
    assert "现有 4 个事件，已封存 6 个" in sentence
    assert Event.objects.count() == 4
    assert any("账本短于已封存的账本头" in text for text in tampered())
    with pytest.raises(ledger.LedgerTooShort):
        ledger.seal(chain=CHAIN)


def test_without_the_heads_file_a_truncated_chain_would_pass() -> None:
    """The negative control: the chain alone proves nothing against who owns the database."""
    notes(6)
    ledger.seal(chain=CHAIN)
    cut(4)
    seals.heads_file(CHAIN).unlink()
    assert ledger.startup_check() == []
    assert tampered() == []


def test_an_empty_database_in_place_of_the_ledger_is_refused() -> None:
    notes(3)
    ledger.seal(chain=CHAIN)
    guards.remove(connection)
    for model in (Seal, Event, Head):
        model.objects.all().delete()
    guards.install(connection)
    assert "现有 0 个事件，已封存 3 个" in ledger.startup_check()[0]
    with pytest.raises(ledger.LedgerTooShort), transaction.atomic():
        notes(1)
    assert verification.verify().exit_code == 1


def test_a_replaced_event_under_a_seal_stops_the_next_process() -> None:
    notes(3)
    ledger.seal(chain=CHAIN)
    notes(1, "封存以后")
    guards.remove(connection)
    Event.objects.filter(seq=3).update(hash=b"x" * 32)
    guards.install(connection)
    seals._confirmed.clear()  # as in a process that has just started
    with pytest.raises(ledger.LedgerTooShort, match="第 3 个事件已被替换"), transaction.atomic():
        notes(1)


def test_a_seal_does_not_cover_up_an_edited_event() -> None:
    notes(3)
    ledger.seal(chain=CHAIN)
    notes(3)
    guards.remove(connection)
    Event.objects.filter(seq=5).update(meta=b'{"v":1}')
    guards.install(connection)
    with pytest.raises(ledger.LedgerTooShort, match="与账本头不符"):
        ledger.seal(chain=CHAIN)


def test_a_damaged_heads_file_stops_writing() -> None:
    notes(3)
    ledger.seal(chain=CHAIN)
    path = seals.heads_file(CHAIN)
    path.write_text(path.read_text().replace("head ", "tail "))
    with pytest.raises(ledger.LedgerTooShort, match="已损坏"), transaction.atomic():
        notes(1)
    assert len(ledger.startup_check()) == 1


def test_a_seal_that_a_power_cut_kept_out_of_the_database_is_taken_over_and_recorded() -> None:
    notes(3)
    ledger.seal(chain=CHAIN)
    guards.remove(connection)
    Seal.objects.all().delete()
    guards.install(connection)
    assert tampered() != []
    assert ledger.startup_check() == []
    assert Event.objects.filter(chain=CHAIN).latest("seq").kind == "ledger.seal_adopted"
    assert tampered() == []


def test_after_a_restore_a_new_epoch_declares_what_is_lost() -> None:
    notes(6)
    ledger.seal(chain=CHAIN)
    cut(4)
    event = ledger.open_epoch(chain=CHAIN, reason="磁盘损坏，从昨夜的备份恢复", by=None)
    assert (event.epoch, event.seq, event.kind) == (2, 5, "ledger.epoch_opened")
    notes(3)
    ledger.seal(chain=CHAIN)
    result = verification.verify(CHAIN)
    assert result.exit_code == verification.INCOMPLETE
    assert ["已由开启新纪元的事件声明" in problem.text for problem in result.problems] == [True]


def test_a_new_epoch_is_no_way_to_tidy_up() -> None:
    notes(6)
    ledger.seal(chain=CHAIN)
    with pytest.raises(Refused, match="无须开启新纪元"):
        ledger.open_epoch(chain=CHAIN, reason="只是想重新开始", by=None)
    guards.remove(connection)
    Event.objects.filter(seq=6).update(hash=b"x" * 32)
    Head.objects.update(hash=b"x" * 32)
    guards.install(connection)
    seals._confirmed.clear()
    with pytest.raises(Refused, match="篡改而非恢复"):
        ledger.open_epoch(chain=CHAIN, reason="只是想重新开始", by=None)


def test_a_start_with_other_code_or_settings_is_recorded_once(settings: object) -> None:
    for _ in range(2):
        ledger.startup_check()
    assert Event.objects.filter(kind="ledger.started").count() == 1
    with patch.object(ledger, "code_digest", lambda: "0" * 64):  # as if a file had been changed
        ledger.startup_check()
    assert Event.objects.filter(kind="ledger.started").count() == 2


@pytest.mark.parametrize("minutes", [-60 * 24 * 3650, -1, 60, 60 * 24 * 3650])
def test_a_turned_clock_is_recorded_and_never_breaks_the_order(minutes: int) -> None:
    notes(2)
    turned = timezone.now() + datetime.timedelta(minutes=minutes)
    with patch("django.utils.timezone.now", lambda: turned):
        if connection.vendor == "postgresql":
            pytest.skip("PostgreSQL's clock is not ours to turn")
        notes(2)
    notes(2)
    times = list(Event.objects.order_by("seq").values_list("at", flat=True))
    assert times == sorted(set(times))
    assert Event.objects.filter(kind="ledger.clock_turned").exists()
    assert tampered() == []


def test_a_clock_that_is_only_a_little_late_is_no_anomaly() -> None:
    notes(3)
    late = timezone.now() - datetime.timedelta(seconds=1)
    with patch("django.utils.timezone.now", lambda: late):
        notes(2)
    assert not Event.objects.filter(kind="ledger.clock_turned").exists()


def test_a_receipt_leads_to_its_event() -> None:
    notes(3)
    event = Event.objects.get(seq=2)
    assert list(queries.by_receipt(event.receipt)) == [event]
    assert not queries.by_receipt("zz").exists()
    assert not queries.by_receipt("0" * 12).exists()
