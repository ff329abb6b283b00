"""Labelled samples: files, exports of labelling tools, conversion."""
