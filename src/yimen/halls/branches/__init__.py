"""部门分厅登记: what is known of each branch hall. What is decided about it stands in entry, what was done in cases."""
