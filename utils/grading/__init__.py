"""Grading what students hand in, each notebook in isolation."""
