"""What Frontdesk keeps on the machine: where it is, how it is written, what the app remembers, the journal."""
