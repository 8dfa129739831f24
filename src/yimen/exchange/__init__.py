"""数据交换: files in and out: batches, plans, refused rows, and later the provincial platform."""
