"""Names for Values: the variables that hold them, their paths in a model, symbols."""
