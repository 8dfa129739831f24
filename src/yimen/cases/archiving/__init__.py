"""归档: the file of a closed case with its list of contents, handed to the archive with checksums."""
