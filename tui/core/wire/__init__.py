"""What goes over the wire and what comes back, as data: requests, answers, and how they are shown without secrets."""
