"""Training: what `compile`, `fit`, `evaluate` and `predict` of a network do."""
