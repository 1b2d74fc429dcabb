"""Home and what is one step from it: the connections, what waits for somebody, what a vendor has."""
