"""BioT's usage sessions: its schemas, its logins, its rules."""
