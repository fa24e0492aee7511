"""What is done to the finished pages: one module a concern, each a function of a parsed page."""
