"""What is made for people to install: one file, a folder that needs no Python, wheels."""
