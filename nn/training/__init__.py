"""Training: what `compile`, `fit`, `evaluate` and `predict` of a network do.

From the bottom up; a module imports those before it only:

    history, progress, summary    what training was like, and what is shown of it
    engines         one step on a batch: compiled, or eager on Values
    checking        the data and settings that a network was given
    measuring       losses and metrics
    steps           training in a loop of one's own
    checkpoints     networks and trainings as files
    callbacks       what `fit` calls at each turn
    fitting         the loop of `fit`
    model           the verbs: `Model`
"""
