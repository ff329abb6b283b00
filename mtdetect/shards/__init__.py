"""Scores of many files in a folder: one output per input, or per part of one, each with a marker of what made it."""
