"""1xx: sentence and word boundaries."""
