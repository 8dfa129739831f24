"""开放数据: counts of a whole year for everybody, without any small count that could point at somebody."""
