"""省平台来件: what the province's platform sends of cases: applications, and what it says of their steps and ends."""
