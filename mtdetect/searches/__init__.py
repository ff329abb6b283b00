"""What detectors look for that is more than one module each, and what several of them share."""
