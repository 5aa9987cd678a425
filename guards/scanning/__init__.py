"""Regular expressions over many texts at once: what may match is found by one scan, what matches by the pattern itself."""
