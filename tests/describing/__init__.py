"""What Frontdesk says of itself, and what is made of it."""
