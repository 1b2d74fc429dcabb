"""Setting up a connection: which system, its form, what is typed unseen, and trying it before anything is written."""
