"""NameCoach's analytics events: its page, its token, its failures."""
