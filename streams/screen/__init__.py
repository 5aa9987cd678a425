"""`tidegate screen`: every event of the input topic leaves by exactly one door."""
