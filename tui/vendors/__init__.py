"""One folder for each vendor; `registry` finds them, and nothing outside a folder names its vendor."""
