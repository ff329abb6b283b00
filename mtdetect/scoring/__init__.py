"""Documents to scores: features, classifier, calibration, pooling; the model and its folder."""
