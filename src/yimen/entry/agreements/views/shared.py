"""What the pages of this room share."""

from django.shortcuts import get_object_or_404

from yimen.entry.agreements import queries
from yimen.entry.agreements.models import Agreement
from yimen.people.models import User


def found(user: User, pk: int) -> Agreement:
    """The agreement, if the user may see it or signs it; else 404."""
    return get_object_or_404(queries.visible_to(user), pk=pk)
