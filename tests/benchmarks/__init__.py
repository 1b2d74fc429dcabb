"""Figures, not verdicts: skipped by default, run with `pytest tests/benchmarks --benchmark-only`."""
