"""The frugal driver: what it sends, what it reads, and how it behaves in a terminal."""
