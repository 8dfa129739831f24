"""原系统评价: what people said before this system was there, taken in once from a file or over the interface."""
