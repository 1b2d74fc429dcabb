"""The tests: sentences about what Frontdesk does."""
