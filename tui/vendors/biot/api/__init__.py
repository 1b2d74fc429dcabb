"""BioT’s API: signing in, requests, answers, failures."""
