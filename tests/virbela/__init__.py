"""Virbela against its reference page, and against a strict little server that is not the sandbox."""
