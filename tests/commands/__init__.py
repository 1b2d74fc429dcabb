"""The commands, as processes and as functions."""
