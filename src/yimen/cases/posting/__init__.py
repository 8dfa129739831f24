"""邮寄: what was posted in a case, and how far the carrier says it is."""
