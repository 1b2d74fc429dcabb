"""The sandbox: the made-up world, its server, and the first vendor that speaks in it."""
