"""Vitec's comeback report: its page, its failures, its meaning."""
