"""Vuforia on the screen."""
