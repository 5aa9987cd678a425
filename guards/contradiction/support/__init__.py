"""The support score: every sentence of an answer against its context, a whole batch at once."""
