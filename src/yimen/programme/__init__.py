"""专项行动: notices made into tasks with lead and cooperating departments, deadlines and lights."""
