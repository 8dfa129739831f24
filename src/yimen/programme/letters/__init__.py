"""督办函: what a department has let go by is demanded in writing, received, answered, and settled by evidence."""
