"""Training, adaptation and evaluation of models."""
