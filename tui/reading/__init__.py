"""Reading, for any vendor: pages, windows over a long range, what is kept of the past, reads side by side, watching."""
