"""参数调整: what all changes of a county's parameters have in common: one person proposes, another decides."""
