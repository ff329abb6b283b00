"""Text to lines, paragraphs, sentences and words, with exact offsets; knows nothing of models or rules."""
