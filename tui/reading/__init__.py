"""Reading, for any vendor: lists that come in pages, several reads side by side."""
