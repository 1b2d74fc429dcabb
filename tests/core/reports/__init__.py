"""Tests of what reports count by."""
