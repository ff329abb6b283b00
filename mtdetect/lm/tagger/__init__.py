"""A tagger: a small network that reads every word in its context and says what is wrong there, if anything is."""
