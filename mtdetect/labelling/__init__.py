"""The labelling page: which paragraphs come when, the judgements on disk, and the local server between them."""
