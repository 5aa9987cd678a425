"""Values that a text states: numbers, quantities, dates, and what can be derived from them."""
