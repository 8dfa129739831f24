"""A foreign set before the engine: read where it lies, several counties one by one, and what is kept of the answer."""

import os
from collections.abc import Callable, Mapping
from pathlib import Path

from yimen.common.errors import Refused
from yimen.evidence.handing_in import places
from yimen.evidence.handing_in.models import ForeignSet, SetTable
from yimen.exchange.models import ImportBatch
from yimen.verify import Result, counties, verify
from yimen.verify.contract import Refusal
from yimen.verify.reading import line_of
from yimen.verify.refusals import Refusals, kept_in

MEMORY = "1GB"
"""Of a set in one piece; each county of several has `counties.MEMORY`."""

Progress = Callable[[str, int, int], None]
Parameters = Mapping[str, Mapping[str, float]]


def set_of(batch: ImportBatch) -> ForeignSet:
    """The set that a run's batch stands for. Errors: Refused for one of before sets were kept."""
    found = ForeignSet.objects.filter(batch=batch).first()
    if found is None:
        raise Refused(places.GONE)
    return found


def ask(the_set: ForeignSet, work: Path, out: Path | None, tell: Progress | None, parameters: Parameters) -> Result:
    """The engine's answer, written to `out` as Parquet when given; what a killed process had of it in `work` is used.

    Of a large set nothing is estimated beside the verdicts: that would take as long as these do.
    """
    source = places.ready(the_set)
    large = sum((source / f"{name}.parquet").stat().st_size for name in ("cases", "register") if _is(source, name))
    result = verify(
        source, out, tell, parameters=parameters, work=work, in_one=MEMORY, estimates=large < counties.LARGE,
        file_format="parquet",
    )  # fmt: skip
    result.refused = _in_their_words(the_set, result.refused)
    return result


def _is(source: Path, name: str) -> bool:
    return (source / f"{name}.parquet").is_file()


def _in_their_words(the_set: ForeignSet, refused: Refusals) -> Refusals:
    """What was set aside by the check and by the engine, by the files and lines of those who handed them in."""
    everything = Refusals()
    torn = places.place_of(the_set) / places.TORN
    if torn.exists():
        everything.add(kept_in(torn))
    tables = {table.name: table for table in SetTable.objects.filter(set=the_set)}
    shifts = {name: places.shifts_of(the_set, name) for name in tables}

    def named(row: Refusal) -> Refusal:
        name = row.file.partition(".")[0]
        if name not in tables or row.line is None:
            return row
        return row._replace(file=tables[name].file_name, line=line_of(row.line - 1, shifts[name]))

    everything.add(map(named, refused))
    return everything


def keep(the_set: ForeignSet, answer: Path) -> None:
    """Lays what can be downloaded beside the set: what was set aside, and the links of several counties."""
    place = places.place_of(the_set)
    for name in (places.REFUSED, places.LINKS):
        if (answer / name).exists():
            part = place / f"{name}.part"
            part.unlink(missing_ok=True)
            os.link(answer / name, part)
            part.rename(place / name)


def write_links(result: Result, folder: Path) -> None:
    """Writes the links of several counties as CSV: too many for our tables, and of matters that are not ours."""
    place = str(folder / places.LINKS).replace("'", "''")
    result.connection.execute(f"COPY (FROM links) TO '{place}' (FORMAT csv, HEADER)")
