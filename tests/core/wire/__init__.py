"""Tests of requests and answers as data."""
