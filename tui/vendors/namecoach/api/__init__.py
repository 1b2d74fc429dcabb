"""NameCoach’s API: signing, requests, answers, failures."""
