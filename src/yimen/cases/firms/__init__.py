"""单位办事: firms, who represents them by law, and who acts for them by a written mandate."""
