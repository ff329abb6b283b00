"""6xx: repetition."""
