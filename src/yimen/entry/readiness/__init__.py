"""就绪: whether what an item needs to move in is there, line by line."""
