"""Browsing: any collection as a table, its columns, its parameters, its export."""
