"""The second reader: scores and places with the help of a large language model."""
