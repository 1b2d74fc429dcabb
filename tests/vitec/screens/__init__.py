"""The comeback report on the screen."""
