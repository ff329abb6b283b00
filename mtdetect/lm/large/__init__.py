"""A causal language model of 135 million parameters, run by onnxruntime; it is installed apart from the package."""
