"""考勤: when people came and left, as machines and other systems tell it, and how it is put right."""
