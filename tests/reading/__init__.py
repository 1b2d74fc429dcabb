"""Reading, vendor-blind: pages, windows, what is kept, side by side."""
