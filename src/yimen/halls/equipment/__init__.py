"""设备与资产: what stands in a hall, since when and on whose books; and how a machine proves that it is ours."""
