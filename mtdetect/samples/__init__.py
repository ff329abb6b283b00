"""Labelled samples: reading and writing files, exports from labelling tools, and conversion."""
