"""What is kept on the machine."""
