"""Fixers: from a flag to the edit that removes the damage. `table` has one for each rule that has a sure answer."""
