"""Small screens over another: lists, questions, help, the palette, settings."""
