"""会议: the leading group meets, settles matters (议定事项), and each becomes a task with its own clock."""
