"""Split text into lines, paragraphs, sentences and words with exact offsets; independent of models and rules."""
