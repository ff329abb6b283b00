"""Every figure on text that no one trained on, by the source it comes from: `python -m benchmarks.unseen --data DIR`.

A figure is true of its sources only. So each is given with its spread: over the kinds of sound English, over source
languages and translation systems, over publishers, over the cases. What the model in question was trained on has to be
left out with `--source`.
"""
