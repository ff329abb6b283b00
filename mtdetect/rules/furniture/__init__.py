"""4xx: page furniture."""
