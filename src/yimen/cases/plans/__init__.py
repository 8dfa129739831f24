"""步骤方案: the steps that cases of an item go through, as data with versions from a day."""
