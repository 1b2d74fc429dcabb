"""Member profiles: what somebody means to change in one."""
