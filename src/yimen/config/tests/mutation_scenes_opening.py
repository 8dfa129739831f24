"""Scenes of open data, within evidence; see `mutation_scenes`."""

from yimen.config.tests.mutation_scenes import Arguments, Cast, given, scene
from yimen.config.tests.mutation_scenes_review import _stored
from yimen.evidence.opening import services as opening
from yimen.evidence.opening.tests.making import YEAR, keep, unsaved_run


def a_verified_year(the: Cast) -> Arguments:
    """A run over the whole year whose set is kept."""
    run = unsaved_run(the.county)
    _stored(the, run)
    keep(run)
    return given(by=the.officer, region=the.county, year=YEAR)


scene(opening.release, a_verified_year)
