"""清单梳理: rounds in which every department says of each of its items how it is in the hall, or why it is not."""
