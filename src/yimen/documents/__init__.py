"""公文: numbering, official layout to PDF, reports and letters."""
