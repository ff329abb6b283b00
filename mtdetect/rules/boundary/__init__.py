"""Rules 1xx: sentence and word boundaries."""
