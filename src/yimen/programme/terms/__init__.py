"""督办参数: how early a light warns, how long a letter may be answered, and when nobody is disturbed."""
