"""时限: how long a case may take, by which article, and who holds it while the days run."""
