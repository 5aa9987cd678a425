"""Words, sentences and the language of a text."""
