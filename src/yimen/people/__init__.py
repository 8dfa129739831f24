"""机构与人员: regions, departments, staff, roles, and the one table of permissions."""
