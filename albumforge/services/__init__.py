"""The use cases: what is allowed, in what order."""
