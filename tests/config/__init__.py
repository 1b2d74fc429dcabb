"""The configuration: loading, secrets, the example file."""
