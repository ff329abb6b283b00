"""Finds what machine translation, article spinning and scraping did to a text."""

__version__ = "0.1.0"
