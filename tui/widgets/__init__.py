"""Widgets that know no vendor: what they show is handed to them, what happens in them is posted as a message."""
