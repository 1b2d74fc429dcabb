"""Vendors for tests, in a folder that `FRONTDESK_VENDORS` may list."""
