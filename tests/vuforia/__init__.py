"""Vuforia: the report, what a run tells, and its screens."""
