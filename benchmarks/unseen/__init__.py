"""Figures on texts that a model was not trained on: `python -m benchmarks.unseen --data DIR`.

A figure is true only of the sources it was measured on. So each one is also given by source, with its spread: by kind
of sound English, language, translation system, publisher and kind of damage. Where a model's training read a source,
another model that was trained without it can score that source: `--without MODEL SOURCE`.
"""
