"""Pages of this room: the items' states, and the negative list."""
