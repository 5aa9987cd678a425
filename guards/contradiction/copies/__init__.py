"""Near-copies: a sentence of the answer that says what a sentence of the context says, but for one edit."""
