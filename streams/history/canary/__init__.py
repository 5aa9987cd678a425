"""`tidegate canary`: the same prompts, answered before and after."""
