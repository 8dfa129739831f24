"""回访抽样: people whose cases were closed, drawn by lot and called, also those who never rated."""
