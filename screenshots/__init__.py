"""Pictures of the real app on the sandbox, and what makes them."""
