"""Vuforia’s API: access, the question, its pages, failures."""
