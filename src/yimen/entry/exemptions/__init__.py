"""负面清单: what may keep an item out of the hall, who decided so, for how long, and what must happen meanwhile."""
