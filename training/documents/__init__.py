"""Turns the training data into labelled documents: each paragraph's labels, and how much it weighs.

One module per origin of text; its `documents` yields them. `training/README.md` gives the reasons for each choice.
"""
