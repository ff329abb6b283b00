"""Scores in the tables and pipelines of other libraries. `docs/scale.md` has recipes."""
