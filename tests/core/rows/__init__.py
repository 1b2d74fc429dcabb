"""Tests of filters and of the rows that they give."""
