"""Pages of this room: departments and staff, sets and the leading group, accounts."""
