"""What “get” is made of: which rows are wanted, how they are read, and where they go."""
