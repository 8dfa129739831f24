"""上报省平台: what the province's platform is told of cases, how far each message is, and what it would not take."""
