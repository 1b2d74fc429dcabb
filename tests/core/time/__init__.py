"""Tests of instants and ranges."""
