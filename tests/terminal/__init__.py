"""What only a terminal shows: the real process in a pseudo-terminal."""
