"""Pages of the coordinators about an arrival: taking it on, its other ends, and the one who told."""
