"""The product from outside: its commands as processes, against vendors' servers that are not the sandbox."""
