"""Scores texts over HTTP, in its own form and in LanguageTool's, so that editors can use mtdetect."""
