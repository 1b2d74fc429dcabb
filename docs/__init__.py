"""The reference pages, and what makes them."""
