"""The scene of promises held against data; see `mutation_scenes`."""

from datetime import date

from yimen.config.tests.mutation_scenes import Arguments, Cast, given, scene
from yimen.config.tests.mutation_scenes_above import started
from yimen.config.tests.mutation_scenes_agreements import on_paper
from yimen.entry.agreements import services as agreements
from yimen.evidence.keeping import services as keeping
from yimen.evidence.keeping.letters import Letter

DAY = date(2026, 1, 5)


def with_a_letter(the: Cast) -> Arguments:
    """A run, and a letter that was signed on paper."""
    agreement = agreements.register_paper(**on_paper(the))
    codes = tuple(agreement.version.promises.values_list("code", flat=True))
    return given(by=None, run=started(the), letters=[Letter(agreement, DAY, DAY, codes, frozenset({"P1"}))], day=DAY)


scene(keeping.check, with_a_letter)
