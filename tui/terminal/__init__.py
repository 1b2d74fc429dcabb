"""The terminal: what it can do, the driver that writes to it, its clipboard, its keys."""
