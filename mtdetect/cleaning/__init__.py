"""Cleans a text: drops the page furniture, and fixes the damage that has a sure fix."""
