"""大厅: halls and branch halls, windows, opening days, postings and attendance."""
