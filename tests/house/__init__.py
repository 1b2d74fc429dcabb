"""The house: what may import what, and what a wheel carries."""
