"""Finding things and people over all connections: what the vendors' catalogs call findable, asked, matched, ranked."""
