"""到厅次数: how often somebody had to come to the hall for one matter, counted from tickets and cases (最多跑一次)."""
