"""`tidegate baseline`: what was usual, kept under a name."""
