"""The database backend that carries the acting person into each transaction."""
