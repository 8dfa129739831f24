"""空间规划: what departments need (空间需求), and how windows and zones might be allotted over the floors of a hall."""
