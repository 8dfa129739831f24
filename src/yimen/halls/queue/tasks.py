"""Work of the queue in the background: a clerk does not wait for the SMS gateway."""

from django.utils import timezone
from django_tasks import task

from yimen.exchange import sms
from yimen.halls.models import Hall
from yimen.halls.queue import queries, telling
from yimen.halls.queue.rules import day_of


@task()
def tell(hall: int) -> None:
    """Tells whoever is near; the phone numbers stay in the tickets and never lie in the background's table."""
    telling.tell_near(Hall.objects.select_related("region").get(pk=hall), timezone.now())


def tell_near(hall: Hall) -> None:
    """Nothing; the work is put down when there is a gateway and somebody to tell."""
    now = timezone.now()
    if sms.configured() and queries.near(hall, now, queries.rules_of(hall, day_of(now))):
        tell.enqueue(hall.pk)
