"""Missing: optimizers of Keras that `nn` lacks, and what to do instead."""

MISSING = {
    "Ftrl": "for weights of which many are 0 use SGD with the regularizer l1",
    "Lamb": "it is Adam for very large batches, with rates by layer; use AdamW",
    "Adafactor": "it saves memory for large matrices, which a scalar engine has not; use Adam",
    "Muon": "it takes matrices as a whole, and optimizers here take numbers one by one; use AdamW",
    "LossScaleOptimizer": (
        "gradients are doubles, which are not too small for a scale of 1; use its inner optimizer"
    ),
    "ScheduleFreeAdamW": "use AdamW(schedules.cosine(0.001, steps), use_ema=True)",
}
"""What to do instead, by the names of classes."""
