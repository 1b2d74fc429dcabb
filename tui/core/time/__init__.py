"""Instants, ranges and wall clocks: how they are typed, read and written back."""
