"""What Frontdesk says of itself: commands, vendors, rows and configuration as one document, and what is made of it."""
