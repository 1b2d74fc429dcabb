"""Rows as somebody sees them: filtered, searched, in an order, and what is waited for among them."""
