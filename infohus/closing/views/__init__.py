"""Pages of the end of a case."""
