"""履约核对: whether promises of signed letters (entry) were kept, as data show; only here both sides are seen."""
