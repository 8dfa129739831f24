"""Verbs on people: the only writers of this room."""

from yimen.people.services.accounts import (
    change_password,
    close_account,
    end_grant,
    give_password,
    grant,
    note_sign_in,
    open_account,
    reset_code,
    use_code,
)
from yimen.people.services.organisation import (
    add_department,
    add_region,
    give_code,
    register_staff,
)
from yimen.people.services.standing import (
    appoint,
    define_set,
    end_appointment,
    join_set,
    leave_set,
)

__all__ = [
    "add_department",
    "add_region",
    "appoint",
    "change_password",
    "close_account",
    "define_set",
    "end_appointment",
    "end_grant",
    "give_code",
    "give_password",
    "grant",
    "join_set",
    "leave_set",
    "note_sign_in",
    "open_account",
    "register_staff",
    "reset_code",
    "use_code",
]
