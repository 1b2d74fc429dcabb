"""Writing: forms, questions, one write or many under way."""
