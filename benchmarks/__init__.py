"""Figures of quality and speed, against data folders given as arguments."""
