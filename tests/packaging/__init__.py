"""What people install: that it is made right, runs, and trusts nobody else on the host."""
