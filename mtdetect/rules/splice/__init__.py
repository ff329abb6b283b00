"""2xx: text spliced into prose."""
