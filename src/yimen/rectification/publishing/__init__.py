"""公布: how many findings are open each month, counted so that anybody with the ledger can count again."""
