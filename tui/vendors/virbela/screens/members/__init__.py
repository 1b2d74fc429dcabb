"""Members on the screen: the list, and one of them."""
