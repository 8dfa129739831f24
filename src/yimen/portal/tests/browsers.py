"""The browser of a citizen who has signed in."""

from django.test import Client

from yimen.people.citizens import services as citizens
from yimen.people.models import Region
from yimen.portal.citizens import KEY


def browser_of(region: Region, phone: str = "13800001234", person_id: str = "") -> Client:
    """A browser signed in with this telephone; with `person_id`, its citizen has said who he is."""
    citizen = citizens.sign_in(region=region, phone=citizens.ProvedPhone(phone))
    if person_id:
        citizens.say_who(citizen=citizen, name="某甲", person_id=person_id)
    client = Client()
    session = client.session
    session[KEY] = citizen.pk
    session.save()
    return client
