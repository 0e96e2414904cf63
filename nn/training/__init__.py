"""Training: what `compile`, `fit`, `evaluate` and `predict` of a network do.

From the bottom up; a module imports only those before it:

    history, progress, summary    losses and metrics by epoch, and what is shown
    engines         one step on a batch: compiled, or eager on Values
    checking        checks of the data and arguments that a network is given
    measuring       losses and metrics of some data
    steps           training in a loop of one's own
    checkpoints     networks and trainings as files
    callbacks       what `fit` calls at each turn
    fitting         the loop of `fit`
    model           the verbs: `Model`
"""
