"""Trains the tagger (`mtdetect.lm.tagger`): `python -m training.tagger --data DIR -o FILE`."""
