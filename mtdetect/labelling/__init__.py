"""The labelling page: the order of the paragraphs, the judgements on disk, and the local server."""
