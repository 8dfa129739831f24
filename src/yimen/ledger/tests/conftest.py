"""What the ledger's tests share."""

from pathlib import Path
from typing import Any

import pytest

CHAIN = "999999000000"


@pytest.fixture(autouse=True)
def own_data_folder(settings: Any, tmp_path: Path) -> Path:
    """Keys and sealed heads of each test lie in its own folder."""
    settings.YIMEN_DATA = tmp_path
    return tmp_path
