"""What surrounds a recording: contexts, scopes, copies, predicates, random numbers."""
