"""What a service answers when it will not do what was asked."""


class Refused(Exception):
    """办理被拒: `Refused("一句可直接给用户看的话")`. Shown with status 422; nothing was changed."""


class Conflict(Refused):
    """状态已变: somebody was faster, or the table has no such move. Shown with status 409; nothing was changed."""
