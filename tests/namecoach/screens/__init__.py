"""A person's events on the screen."""
