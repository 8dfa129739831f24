"""疑点与整改: findings from every source, hearing, orders, replies and re-checks."""
