"""x"""

from yimen.people.access import public


@public
def check(request, code): ...
