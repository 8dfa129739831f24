"""For all tests of this room: the engine answers each question once."""

import hashlib
import json
import shutil
from pathlib import Path

import pytest

from yimen.evidence import execution, kept
from yimen.evidence.models import Run
from yimen.evidence.thresholds.queries import parameters_for

ANSWER = execution._answer


@pytest.fixture(scope="session")
def known_answers(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What the engine has answered so far, a folder for each question."""
    return tmp_path_factory.mktemp("answers")


@pytest.fixture(autouse=True)
def asked_once(known_answers: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The same set is put to the engine once: most tests are about what becomes of its answer.

    A test that is about the asking takes `asked_anew` besides.
    """

    def answer(run: Run, written: Path, folder: Path, tell: execution.Progress) -> None:
        question = [parameters_for(run), {path.name: kept.file_digest(path) for path in written.iterdir()}]
        known = known_answers / hashlib.sha256(json.dumps(question, sort_keys=True).encode()).hexdigest()
        if not known.exists():
            ANSWER(run, written, folder, tell)
            shutil.copytree(folder, known)
        shutil.copytree(known, folder, dirs_exist_ok=True)

    monkeypatch.setattr(execution, "_answer", answer)


@pytest.fixture
def asked_anew(asked_once: None, monkeypatch: pytest.MonkeyPatch) -> None:
    """Every run puts its set to the engine, whatever was asked before."""
    monkeypatch.setattr(execution, "_answer", ANSWER)
