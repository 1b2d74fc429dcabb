"""Tests of the words of Frontdesk as types."""
