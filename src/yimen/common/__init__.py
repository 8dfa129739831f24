"""公用: lifecycles, pages of lists, working days, text and codes. Not one word of a domain."""
