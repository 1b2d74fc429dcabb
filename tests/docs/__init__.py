"""The reference pages are made, and are as fresh as the code."""
