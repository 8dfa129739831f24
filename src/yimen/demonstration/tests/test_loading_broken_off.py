"""A load that breaks off half-way."""

from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command

from yimen.ledger.models import Event
from yimen.people.models import Region

pytestmark = pytest.mark.django_db


def test_a_load_that_breaks_off_leaves_nothing_and_says_what_to_do(settings: Any, tmp_path: Path) -> None:
    settings.YIMEN_DATA = tmp_path
    blocked = tmp_path / "files"
    blocked.write_text("a file where the folder of kept files should be")
    settings.STORAGES = {
        **settings.STORAGES,
        "default": {
            "BACKEND": "django.core.files.storage.FileSystemStorage",
            "OPTIONS": {"location": str(blocked)},
        },
    }
    said = StringIO()
    with pytest.raises(OSError, match="files"):
        call_command("load_demonstration", matters=1000, verbosity=0, stderr=said)
    assert "可以直接再运行一次" in said.getvalue()
    assert str(tmp_path) in said.getvalue()
    assert not Region.objects.exists()
    assert not Event.objects.exists()
    assert not (tmp_path / "demonstration_accounts.json").exists()
