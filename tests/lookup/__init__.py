"""Finding over all connections."""
