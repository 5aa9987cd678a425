"""`tidegate doctor`: each line ok, or what to do."""
