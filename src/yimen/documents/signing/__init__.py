"""电子签名: the county's certificates, signatures in documents, and the check of a signed file."""
