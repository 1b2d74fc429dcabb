"""The log of requests: what was sent to the vendors since the start, and how it was answered."""
