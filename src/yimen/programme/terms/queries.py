"""Questions about a county's terms."""

from collections.abc import Iterable

from yimen.people.models import Region
from yimen.programme.terms.models import ProgrammeTerms
from yimen.programme.terms.rules import DAYS


def terms_of(region: Region) -> ProgrammeTerms:
    """The county's terms; the usual ones, not stored, where it set none."""
    return ProgrammeTerms.objects.filter(region=region).first() or ProgrammeTerms(region=region)


def soon_days(regions: Iterable[str]) -> dict[str, int]:
    """Code of each county -> how many days before a deadline its lights warn; one query."""
    found = dict.fromkeys(regions, DAYS["soon_days"][1])
    return found | dict(ProgrammeTerms.objects.filter(region__in=list(found)).values_list("region_id", "soon_days"))
