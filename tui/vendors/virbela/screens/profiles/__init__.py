"""Member profiles on the screen: the list, the editor of one and of many, the question before."""
