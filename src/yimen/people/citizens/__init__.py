"""公众账号: who applies online. No account of staff, no role, no way into the offices' pages."""
