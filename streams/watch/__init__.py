"""`tidegate watch`: counts what passes and what is held, and says what has shifted."""
