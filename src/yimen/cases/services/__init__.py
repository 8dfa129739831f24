"""Verbs on 办件 and 部门台账: taking rows in, and showing somebody's data in clear. The only writers of this room."""

from yimen.cases.services.arriving import (
    Arrival,
    SourceFile,
    import_cases,
    import_file,
    import_opened,
    import_register,
    take_in,
)
from yimen.cases.services.opening import KINDS, departments_of, reopened
from yimen.cases.services.reading import abandoned, carry_on
from yimen.cases.services.revealing import REVEALED, REVEALS_A_DAY, reveal
from yimen.cases.services.storing import COUNTED, Lost, begin_reading, finish, read_again, resume, stop, take_rows

__all__ = [
    "COUNTED",
    "KINDS",
    "REVEALED",
    "REVEALS_A_DAY",
    "Arrival",
    "Lost",
    "SourceFile",
    "abandoned",
    "begin_reading",
    "carry_on",
    "departments_of",
    "finish",
    "import_cases",
    "import_file",
    "import_opened",
    "import_register",
    "read_again",
    "reopened",
    "resume",
    "reveal",
    "stop",
    "take_in",
    "take_rows",
]
