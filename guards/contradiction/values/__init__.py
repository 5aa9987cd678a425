"""Values that a text states: numbers, quantities and dates."""
