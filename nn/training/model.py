"""Model: a network with Keras's verbs: compile, fit, evaluate, predict."""

import os
import random
from collections.abc import Callable, Iterable, Mapping
from typing import Any

import autograd
from autograd import InputValueError
from nn import losses, optimizers
from nn import metrics as metrics_
from nn.arguments import generator
from nn.layers.base import BaseLayer, zeros
from nn.module import Module, modules
from nn.training import checking, checkpoints, engines, fitting, progress
from nn.training.data import examples
from nn.training.history import History
from nn.training.summary import show, summarize


class Model(Module):
    """Base class of networks that can be trained by `fit`; a subclass defines `__call__(x)`.

    `x` is one sample. The result is a Value, or a list of Values. In place of `__call__` it may be
    `call`, as in Keras.

    Args:
        rng: The generator for all that is drawn: a seed, a `random.Random`, or None.
        name: What to call it in a summary.

    Attributes:
        optimizer: What `compile` was given; likewise `loss` and `metrics`.
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

    def __init__(self, *, rng: int | random.Random | None = None, name: str | None = None) -> None:
        self.rng = generator(rng)
        self.name = name

    def __call__(self, x: Any, *args: Any, **named: Any) -> Any:
        """The outputs for one sample: a Value, or a list of Values, as `call` computes them."""
        return self.call(x, *args, **named)

    def generator(self) -> random.Random:
        """The generator of the network; one is made if there is none."""
        if self.rng is None:
            self.rng = generator(None)
        return self.rng

    @property
    def metrics_names(self) -> list[str]:
        """What the numbers are that `evaluate` returns."""
        return ["loss", *self.metrics]

    def build(self, shape: Iterable[int] | None = None) -> None:
        """Make the parameters of layers that have none yet, by the outputs for a sample of zeros.

        Args:
            shape: The shape of one sample; without it nothing is made.
        """
        layers = [module for module in modules(self) if isinstance(module, BaseLayer)]
        if shape is not None and any(layer.built_for is None for layer in layers):
            with autograd.no_grad():
                self(zeros(shape))

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
            loss: A name such as "mse"; or a function (predictions, targets), or (y_true, y_pred)
                as in Keras, told by these names. It gets one example at a time.
            metrics: What else to report: names such as "accuracy", or functions (targets,
                predictions) -> number.

        Raises:
            InputValueError: If there is nothing of that name, or no loss is given.
            InputTypeError: If something is neither a name nor what it stands for.
        """
        if loss is None:
            raise InputValueError("compile needs a loss, such as loss='mse'")
        chosen = losses.get(loss)
        self.optimizer = optimizers.get(optimizer)
        self.loss = chosen
        self.metrics = checking.named(metrics, chosen)

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

        Stopped from the keyboard (Ctrl-C), it keeps what was learnt and returns the history.

        Args:
            X: The inputs: lists, an array or a data frame with one example in each row.
            y: The targets, likewise.
            batch_size: How many examples there are to a step of the optimizer, 32 if None; L-BFGS
                takes all.
            epochs: How often all examples are used, those of earlier calls included: see
                initial_epoch.
            verbose: 0 for nothing, 1 for a progress bar, 2 for a line an epoch; "auto" for a bar
                where there is somebody to see it.
            callbacks: Callbacks, told of each turn; see `nn.callbacks`.
            validation_split: The share of the examples, taken from the end, that is kept apart:
                losses and metrics are measured on them after each epoch.
            validation_data: Such examples: (X, y) or (X, y, sample_weight).
            shuffle: Whether the order of the examples is drawn anew for each epoch.
            class_weight: By class, a factor for the loss of its examples.
            sample_weight: A factor for the loss of each example. A batch's loss is the sum of
                factor times loss, divided by the number of examples.
            initial_epoch: The epoch to begin with, counted from 0.
            engine: "compiled" runs array programs; "eager" builds the graph of each batch, with
                the same results to rounding.
            augment: A function (X, rng) -> X that changes the inputs of each batch, as
                `nn.augmentation` makes; rng is a `random.Random`.
            x: X, by the name that Keras gives it.

        Returns:
            The history: what was lost and measured, epoch by epoch.

        Raises:
            InputTypeError: If something is of the wrong kind.
            InputValueError: If `compile` was not called, lengths differ, or there is nothing to
                train.
        """
        data = examples(checking.inputs("fit", X, x), y, sample_weight, class_weight)
        held_out = checking.held_out(validation_data)
        plan = fitting.Plan(
            data,
            held_out,
            batch_size=checking.batch_size(batch_size),
            epochs=epochs,
            initial_epoch=initial_epoch,
            verbose=verbose,
            callbacks=callbacks,
            validation_split=validation_split,
            shuffle=shuffle,
            engine=engines.get(engine),
            augment=augment,
        )
        self._require_loss("fit")
        checking.check(self, data, held_out)
        return fitting.fit(self, plan)

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
        """The loss and the metrics on some examples.

        Args:
            X: As for `fit`.
            y: As for `fit`.
            batch_size: How many examples are computed at once.
            sample_weight: As for `fit`.
            return_dict: Whether to return them by name.
            verbose: 1 or 2 to print them, 0 not to; "auto" to print them where somebody sees it.
            engine: As for `fit`.
            x: As for `fit`.

        Returns:
            The loss if there are no metrics, else a list of the loss and the metrics.
        """
        data = examples(checking.inputs("evaluate", X, x), y, sample_weight)
        self._require_loss("evaluate")
        checking.check(self, data)
        with engines.get(engine)(self, self.loss) as running:
            found = fitting.measure(self, running, data, checking.batch_size(batch_size))
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
        """The outputs for some examples: an array of shape (n, outputs).

        Outputs in nested lists keep their shape: those of an LSTM with return_sequences make an
        array of shape (n, steps, units).

        Args:
            X: As for `fit`.
            batch_size: How many examples are computed at once.
            verbose: Taken for the sake of Keras's programs; there is nothing to show.
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

        If the loss is one that takes logits, they become probabilities by its sigmoid or softmax.
        One output becomes two columns, the classes 0 and 1.

        Args:
            X: As for `fit`.
            batch_size: As for `predict`.
            engine: As for `fit`.

        Raises:
            InputValueError: If the outputs are no probabilities.
        """
        import numpy

        found = self.predict(X, batch_size, engine=engine)
        found = found.reshape(len(found), -1)
        if losses.takes_logits(self.loss):
            with numpy.errstate(over="ignore"):
                if losses.is_binary(self.loss):
                    found = 1.0 / (1.0 + numpy.exp(-found))
                else:
                    found = numpy.exp(found - found.max(axis=1, keepdims=True))
                    found /= found.sum(axis=1, keepdims=True)
        if not ((found >= 0.0) & (found <= 1.0)).all():
            raise InputValueError(
                "the outputs are no probabilities: end the network with a sigmoid or a softmax, or "
                "compile it with a loss from logits, such as 'binary_cross_entropy_with_logits'"
            )
        return numpy.hstack([1.0 - found, found]) if found.shape[1] == 1 else found

    def summary(self, *, print_fn: Callable[[str], Any] | None = None) -> None:
        """Show a table of the layers: shapes, parameters, and scalar nodes for one sample.

        It is printed; in IPython it is displayed, as a table in a notebook. `nn.summarize(model)`
        returns it.

        Args:
            print_fn: Called with each line of it as a text, instead.

        Raises:
            InputValueError: If sizes are not known yet, or the network has no layers.
        """
        show(summarize(self), print_fn)

    def save(
        self, path: checkpoints.Path, *, overwrite: bool = True, training: bool = True
    ) -> None:
        """Write the network to a safetensors file, which `nn.load` reads.

        The file appears as a whole or not at all. A network that is not `Sequential` or `MLP`, but
        of a class of your own, needs a method `config` that returns the arguments of its
        `__init__` as a dict.

        Args:
            path: Where.
            overwrite: Whether to replace a file that is there.
            training: Whether to write how it is trained and how far it has come, too, so that
                `fit` can go on to the same numbers, bit for bit: the optimizer and what it
                remembers, loss, metrics, generators of random numbers, history.

        Raises:
            InputValueError: If something in it has no name to find it again by, such as a lambda;
                without overwrite, if the file is there.
            MissingDependencyError: If safetensors is not installed.
        """
        if not overwrite and os.path.exists(path):
            raise InputValueError(
                f"{os.fspath(path)} is there already; give another path, or overwrite=True"
            )
        checkpoints.save(self, path, training_state=training)

    def save_weights(self, path: checkpoints.Path) -> None:
        """Write the parameters alone to a safetensors file.

        Args:
            path: Where.

        Raises:
            MissingDependencyError: If safetensors is not installed.
        """
        checkpoints.save_weights(self, path)

    def load_weights(self, path: checkpoints.Path) -> None:
        """Set the parameters to those in a file, of `save`, `save_weights` or another program.

        Args:
            path: The file.

        Raises:
            InputValueError: If the file is damaged, or its tensors have other names or shapes than
                the parameters of this network.
            MissingDependencyError: If safetensors is not installed.
        """
        checkpoints.load_weights(self, path)

    def _require_loss(self, verb: str) -> None:
        if self.loss is None or self.optimizer is None:
            raise InputValueError(
                f"{verb} needs a loss and an optimizer: call compile(optimizer='adam', loss='mse') "
                "before"
            )
