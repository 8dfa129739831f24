"""单机工具: each file here runs by itself, without the system."""
