"""What several commands are made of: flags, words, the opened configuration, questions, and what is told on stderr."""
