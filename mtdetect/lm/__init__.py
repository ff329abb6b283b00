"""Language models: they turn text into numbers, and are independent of rules."""
