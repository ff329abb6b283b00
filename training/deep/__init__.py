"""Trains what the deep reader adds to its language model: linear weights over what that model says."""
