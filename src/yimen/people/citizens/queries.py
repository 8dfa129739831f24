"""Questions about citizens: which accounts are one and the same person's."""

from django.db.models import Q, QuerySet

from yimen.people.citizens.models import Citizen


def accounts_of(citizen: Citizen) -> QuerySet[Citizen]:
    """The citizen's account and those that became one with it: what was done under any of them is his."""
    return Citizen.objects.filter(Q(pk=citizen.pk) | Q(merged_into=citizen.pk))
