"""Language models: text to numbers. They know nothing of rules."""
