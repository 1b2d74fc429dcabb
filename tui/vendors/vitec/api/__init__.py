"""Vitec’s API: the one call, and what it answers."""
