"""分厅转入核验: claim and fact of a branch hall side by side; entry has what was decided, cases what was done."""
