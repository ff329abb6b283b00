"""Builds the default model: reads corpora, makes damage, trains. Not part of the installed package."""
