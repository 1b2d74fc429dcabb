"""The waitlists: who waited how long, who helped."""
