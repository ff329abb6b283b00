"""3xx: traces of translation and spinning."""
