"""Trains the tagger of names: data, templates, values, fitting, and the file that is checked in."""
