"""场地受限核对: whether the named people accepted in the hall (cases), and whether there was no room (halls)."""
