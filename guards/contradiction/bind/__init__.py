"""Which fact of the context a claim speaks of: a learnt score, not a cascade."""
