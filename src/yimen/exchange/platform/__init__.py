"""省平台对接: messages to the province's platform and from it, each with its effect exactly once."""
