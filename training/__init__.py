"""Builds the default model: reads corpora, makes damage, fits. Not part of the installed package."""
