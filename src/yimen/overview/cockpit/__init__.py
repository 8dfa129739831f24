"""领导驾驶舱: what leaders ask first, each figure with the rows behind it, and each change with its cause."""
