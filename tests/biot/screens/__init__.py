"""Devices, sessions and templates on the screen."""
