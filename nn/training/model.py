"""Model: a network with Keras's verbs: compile, fit, evaluate, predict."""

import random
from collections.abc import Callable, Iterable, Mapping
from typing import Any

import autograd
from autograd import InputValueError
from nn import losses, optimizers
from nn import metrics as metrics_
from nn.arguments import a_name, generator
from nn.layers.base import BaseLayer, zeros
from nn.layers.input import sizes
from nn.module import as_list, modules
from nn.training import checking, engines, fitting, measuring, progress
from nn.training.checkpoints.savable import Savable
from nn.training.history import History
from nn.training.steps import Steps
from nn.training.summary import show, summarize


class Model(Savable):
    """Base class of networks that can be trained by `fit`; a subclass defines `__call__(x)`.

    `x` is one sample; the result is a Value, or a list of Values. A subclass may define `call(x)`
    instead, as in Keras.

    Args:
        rng: The generator for all that is drawn: a seed, a `random.Random`, or None.
        name: What to call it in a summary.

    Attributes:
        optimizer: The optimizer that `compile` was given.
        loss: The loss that `compile` was given.
        metrics: The metrics that `compile` was given, by name.
        history: What `fit` returned last.
        stop_training: Set it to True, in a callback, to end training.

    >>> from autograd import Value
    >>> class Line(Model):
    ...     def __init__(self):
    ...         self.slope, self.offset = Value(0.0), Value(0.0)
    ...
    ...     def __call__(self, x):
    ...         return self.slope * x[0] + self.offset
    >>> line = Line()
    >>> line.compile(optimizers.SGD(0.1), "mse")
    >>> history = line.fit([0.0, 1.0, 2.0], [3.0, 5.0, 7.0], epochs=300)
    >>> round(line.slope.data, 6), round(line.offset.data, 6)
    (2.0, 3.0)
    """

    name: str | None = None
    rng: random.Random | None = None
    optimizer: optimizers.Optimizer | None = None
    loss: losses.Loss | None = None
    metrics: Mapping[str, metrics_.Metric] = {}
    history: History | None = None
    stop_training = False
    layers: Any

    def __init__(self, *, rng: int | random.Random | None = None, name: str | None = None) -> None:
        self.rng = generator(rng)
        self.name = a_name(name, type(self).__name__)

    def __call__(self, x: Any, *args: Any, **named: Any) -> Any:
        """The outputs for one sample, a Value or a list of Values: those of `call`."""
        return self.call(x, *args, **named)

    def generator(self) -> random.Random:
        """The generator of the network; one is made if there is none."""
        if self.rng is None:
            self.rng = generator(None)
        return self.rng

    @property
    def metrics_names(self) -> list[str]:
        """The names of the numbers that `evaluate` returns."""
        return ["loss", *self.metrics]

    def build(self, shape: Iterable[int] | None = None) -> None:
        """Make the parameters of layers that have none yet, by calling it with a sample of zeros.

        Args:
            shape: The shape of one sample; without it nothing is made.
        """
        layers = [module for module in modules(self) if isinstance(module, BaseLayer)]
        if shape is not None and any(layer.built_for is None for layer in layers):
            with autograd.no_grad():
                self(zeros(sizes("shape of build", shape)))

    def layer_outputs(self, x: Any) -> list[list[Any]]:
        """The outputs of each of its `layers` for one sample: a list for each layer.

        >>> from nn import MLP
        >>> [len(outputs) for outputs in MLP(2, [3, 1], rng=0).layer_outputs([1.0, 2.0])]
        [3, 1]
        """
        found = []
        for layer in self.layers:
            x = as_list(layer(x))
            found.append(x)
        return found

    # --------------------------------------------------------------------------------- verbs

    def compile(
        self,
        optimizer: str | optimizers.Optimizer = "rmsprop",
        loss: str | losses.Loss | None = None,
        metrics: Iterable[str | metrics_.Metric] | str | metrics_.Metric = (),
    ) -> None:
        """Choose how to train.

        Args:
            optimizer: A name such as "adam", or an optimizer, such as `optimizers.SGD(0.1)`.
            loss: A name such as "mse"; or a function (y_true, y_pred) of your own, which gets one
                sample at a time, see `nn.losses.OwnLoss`. For a function (predictions, targets)
                write `nn.losses.predictions_first(function)`.
            metrics: What else to report: names such as "accuracy", or functions (targets,
                predictions) -> number. The second of one name is called name_1.

        Raises:
            InputValueError: If a name is not known, or no loss is given.
            InputTypeError: If something is of the wrong type.

        >>> from nn import MLP
        >>> model = MLP(2, [4, 1], rng=0)
        >>> model.compile("adam", "mse")
        >>> model.compile(optimizers.SGD(0.1, momentum=0.9), "hinge", metrics=["sign_accuracy"])
        >>> model.metrics_names
        ['loss', 'sign_accuracy']
        """
        if loss is None:
            raise InputValueError("compile needs a loss, such as loss='mse'")
        chosen = losses.get(loss)
        self.optimizer = optimizers.get(optimizer)
        self.loss = chosen
        self.metrics = checking.named(metrics)

    def fit(
        self,
        X: Any = None,
        y: Any = None,
        batch_size: int | None = 32,
        epochs: int = 1,
        verbose: int | str = "auto",
        callbacks: Any = None,
        validation_split: float = 0.0,
        validation_data: tuple[Any, ...] | None = None,
        shuffle: bool = True,
        class_weight: Mapping[Any, float] | None = None,
        sample_weight: Any = None,
        initial_epoch: int = 0,
        *,
        engine: str = "compiled",
        augment: fitting.Augmentation | None = None,
        x: Any = None,
    ) -> History:
        """Train the network.

        Ctrl-C ends it; what was learnt is kept, and the history returned.

        Args:
            X: The inputs: lists, an array or a data frame with one sample in each row.
            y: The targets, one for each sample.
            batch_size: How many samples a step of the optimizer uses, 32 if None; L-BFGS uses
                all.
            epochs: How many epochs there are in all, those before initial_epoch included; each
                uses all samples once.
            verbose: 0 for nothing, 1 for a progress bar, 2 for a line an epoch; "auto" for a bar
                in a terminal or a notebook.
            callbacks: Callbacks, called at each turn; see `nn.callbacks`.
            validation_split: The share of the samples, taken from the end, that is held out:
                losses and metrics are measured on them after each epoch.
            validation_data: Other samples to hold out: (X, y) or (X, y, sample_weight).
            shuffle: Whether the order of the samples is drawn anew for each epoch.
            class_weight: A factor for the loss of the samples of each class, by class; 1 for those
                not mentioned. As in Keras it is not used on samples that are held out.
            sample_weight: A factor for the loss of each sample. A batch's loss is the sum of
                factor times loss, divided by the number of samples.
            initial_epoch: The epoch to begin with, counted from 0.
            engine: "compiled" runs array programs; "eager" builds the graph of each batch, with
                the same results to rounding.
            augment: A function (X, rng) -> X that changes the inputs of each batch, as
                `nn.augmentation` makes; rng is a `random.Random`.
            x: X, by the name that Keras gives it.

        Returns:
            The history: losses and metrics, epoch by epoch.

        Raises:
            InputTypeError: If something is of the wrong type.
            InputValueError: If `compile` was not called, lengths differ, or there is nothing to
                train.

        >>> from nn import Dense, Sequential
        >>> model = Sequential([Dense(8, "tanh"), Dense(1, "sigmoid")], rng=0)
        >>> model.compile(optimizers.Adam(0.1), "binary_crossentropy", ["accuracy"])
        >>> X, y = [[0, 0], [0, 1], [1, 0], [1, 1]], [0, 1, 1, 0]
        >>> history = model.fit(X, y, epochs=100)
        >>> history.history["accuracy"][-1]
        1.0
        """
        X = checking.inputs("fit", X, x)
        plan = fitting.Plan(
            batch_size=batch_size,
            epochs=epochs,
            initial_epoch=initial_epoch,
            verbose=verbose,
            callbacks=callbacks,
            shuffle=shuffle,
            engine=engine,
            augment=augment,
        )
        self._require_loss("fit")
        data, held_out = checking.for_fit(
            self, X, y, sample_weight, class_weight, validation_data, validation_split
        )
        return fitting.Fitting(self, plan, data, held_out).run()

    def steps(
        self,
        X: Any,
        y: Any,
        batch_size: int | None = 32,
        *,
        shuffle: bool = True,
        engine: str = "compiled",
    ) -> Steps:
        """Train in a loop of your own, as `fit` does: each `next` of the result does one step.

        The steps go on for as many epochs as you take. Until they are closed, the weights belong
        to them: train the network by nothing else.

        Args:
            X: As for `fit`.
            y: As for `fit`.
            batch_size: As for `fit`.
            shuffle: As for `fit`.
            engine: As for `fit`.

        Returns:
            An iterator of the losses before each step, penalties included, and a context.

        Raises:
            InputTypeError: If something is of the wrong type.
            InputValueError: If `compile` was not called, or the optimizer has no steps.

        >>> from nn import MLP
        >>> model = MLP(1, [1], rng=0)
        >>> model.compile("sgd", "mse")
        >>> with model.steps([0.0, 1.0, 2.0], [3.0, 5.0, 7.0]) as steps:
        ...     losses = [next(steps) for _ in range(100)]
        >>> losses[0] > losses[-1]
        True
        """
        size, chosen = checking.batch_size(batch_size), engines.get(engine)
        self._require_loss("steps")
        return Steps(self, checking.for_evaluation(self, X, y), size, shuffle, chosen)

    def evaluate(
        self,
        X: Any = None,
        y: Any = None,
        batch_size: int | None = 32,
        sample_weight: Any = None,
        return_dict: bool = False,
        *,
        verbose: int | str = 0,
        engine: str = "compiled",
        x: Any = None,
    ) -> Any:
        """The loss and the metrics on some samples.

        Args:
            X: As for `fit`.
            y: As for `fit`.
            batch_size: How many samples are computed at once, 32 if None.
            sample_weight: As for `fit`.
            return_dict: Whether to return them by name.
            verbose: 1 or 2 to print them, 0 not to; "auto" to print them in a terminal or a
                notebook.
            engine: As for `fit`.
            x: As for `fit`.

        Returns:
            The loss if there are no metrics, else a list of the loss and the metrics.
        """
        X = checking.inputs("evaluate", X, x)
        self._require_loss("evaluate")
        data = checking.for_evaluation(self, X, y, sample_weight)
        with engines.get(engine)(self, self.loss) as running:
            found = measuring.measure(self, running, data, checking.batch_size(batch_size))
        progress.measured(verbose, found)
        if return_dict:
            return found
        numbers = list(found.values())
        return numbers[0] if len(numbers) == 1 else numbers

    def predict(
        self,
        X: Any = None,
        batch_size: int | None = 32,
        *,
        verbose: int | str = 0,
        engine: str = "compiled",
        x: Any = None,
    ) -> Any:
        """The outputs for some samples: an array of shape (n, outputs).

        Outputs in nested lists keep their shape: those of an LSTM with return_sequences make an
        array of shape (n, steps, units).

        Args:
            X: As for `fit`.
            batch_size: How many samples are computed at once.
            verbose: For programs written for Keras; there is nothing to show.
            engine: As for `fit`.
            x: As for `fit`.
        """
        import numpy

        data = checking.for_prediction(self, checking.inputs("predict", X, x))
        running = engines.get(engine)(self)
        batches = data.batches(checking.batch_size(batch_size))
        return numpy.concatenate([running.predict(batch.X) for batch in batches])

    def predict_proba(
        self, X: Any, batch_size: int | None = 32, *, engine: str = "compiled"
    ) -> Any:
        """The probability of each class, an array of shape (n, classes).

        If the loss takes logits, a sigmoid or softmax turns the outputs into probabilities. One
        output becomes two columns, for the classes 0 and 1.

        Args:
            X: As for `fit`.
            batch_size: As for `predict`.
            engine: As for `fit`.

        Raises:
            InputValueError: If the outputs are no probabilities.
        """
        return measuring.probabilities(self.loss, self.predict(X, batch_size, engine=engine))

    def summary(self, *, print_fn: Callable[[str], Any] | None = None) -> None:
        """Print a table of the layers: shapes, parameters, and scalar nodes for one sample.

        A notebook displays it as a table. `nn.summarize(model)` returns it.

        Args:
            print_fn: Called with each line of the text instead.

        Raises:
            InputValueError: If sizes are not known yet, or the network has no layers.
        """
        show(summarize(self), print_fn)

    def _require_loss(self, verb: str) -> None:
        if self.loss is None or self.optimizer is None:
            raise InputValueError(
                f"{verb} needs a loss and an optimizer: call compile(optimizer='adam', loss='mse') "
                "before"
            )
