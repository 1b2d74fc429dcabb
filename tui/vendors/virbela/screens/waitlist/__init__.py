"""The waitlist on the screen: the board and its lists."""
