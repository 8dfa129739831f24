"""核验参数: the county's own thresholds; each change proposed by one person and confirmed by another."""
