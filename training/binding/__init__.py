"""Fits what binds claims to facts and what decides that they conflict."""
