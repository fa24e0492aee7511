"""Benchmarks that a person can run: `make bench`."""
