"""From documents to scores: features, classifiers, calibration and pooling; the model and its folder."""
