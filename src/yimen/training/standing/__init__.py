"""上岗条件: who holds what until when, what an item asks for, what a window does about it, what came of it."""
