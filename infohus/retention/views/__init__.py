"""Pages about the end of closed cases, and about how long each class is kept."""
