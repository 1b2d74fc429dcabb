"""Writes: the journal, one write, many at once, and the commands around them."""
