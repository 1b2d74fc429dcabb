"""Tests of the vendor's own screens."""
