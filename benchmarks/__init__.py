"""Benchmarks of quality and speed, run on data folders given as arguments."""
