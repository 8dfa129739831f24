"""Scenes of foreign sets, within evidence; see `mutation_scenes`."""

from datetime import date

from yimen.config.tests.mutation_scenes import Arguments, Cast, given, scene
from yimen.evidence.handing_in import places
from yimen.evidence.handing_in import services as sets
from yimen.evidence.handing_in.models import ForeignSet, SetFile, SetTable
from yimen.evidence.handing_in.services import Checked

META = b'{"region": "230521", "from": "2024-01-01", "to": "2024-03-31"}'


def opened(the: Cast) -> ForeignSet:
    """A set without files."""
    return sets.open_set(by=the.officer, title="集贤县2024年证据集")


def a_file(the: Cast) -> Arguments:
    return given(by=the.officer, the_set=opened(the), name="meta.json", size=len(META))


def announced(the: Cast) -> SetFile:
    """A file of which nothing has come."""
    return sets.announce(**a_file(the))


def whole(the: Cast) -> ForeignSet:
    """A set with one file that has come."""
    file = announced(the)
    places.take_piece(file, 0, META, None)
    return file.set


def submitted(the: Cast) -> ForeignSet:
    """A set to be checked."""
    return sets.submit(by=the.officer, the_set=whole(the))


def checked(the: Cast) -> Arguments:
    """A set and what its check found."""
    the_set = submitted(the)
    digests = {file.pk: "a" * 64 for file in the_set.files.all()}
    tables = [SetTable(set=the_set, name="cases", file_name="cases.csv", rows=3)]
    found = Checked("230521", date(2024, 1, 1), date(2024, 3, 31), "b" * 64, digests, tables)
    return given(the_set=the_set, checked=found)


def accepted(the: Cast) -> ForeignSet:
    """A set with its run."""
    arguments = checked(the)
    sets.accept(**arguments)
    return ForeignSet.objects.get(pk=arguments["the_set"].pk)


scene(sets.open_set, lambda the: given(by=the.officer, title="集贤县2024年证据集"))
scene(sets.announce, a_file)
scene(sets.remove, lambda the: given(by=the.officer, file=announced(the)))
scene(sets.submit, lambda the: given(by=the.officer, the_set=whole(the)))
scene(sets.send_back, lambda the: given(the_set=submitted(the), failure="没有 items.csv，请补上后再次提交。"))
scene(sets.accept, checked)
scene(sets.discard, lambda the: given(by=the.officer, the_set=opened(the)))
scene(sets.clear, lambda the: given(the_set=accepted(the)))
