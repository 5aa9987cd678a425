"""Regular expressions over many texts at once: one scan says what may match, the pattern itself what does.

Nothing here needs Presidio.
"""
