"""Callbacks: objects that `fit` calls at each turn, and what they can do there.

They show a training (`Watch`, `CSVLogger`, `Snapshots`), end it (`EarlyStopping`, `StopOnNaN`), set
its learning rate (`LearningRateScheduler`, `ReduceLROnPlateau`), or save it (`ModelCheckpoint`,
`BackupAndRestore`); `LambdaCallback` and subclasses of `Callback` do what you write.

>>> import nn
>>> model = nn.Sequential([nn.Dense(1)], rng=0)
>>> model.compile(nn.optimizers.SGD(0.1), "mse")
>>> history = model.fit(
...     [0.0, 1.0, 2.0],
...     [3.0, 5.0, 7.0],
...     epochs=1000,
...     callbacks=[EarlyStopping(monitor="loss", min_delta=1e-6, patience=3)],
... )
>>> len(history.epoch) < 500
True
"""

from nn.training.callbacks.base import Callback, LambdaCallback
from nn.training.callbacks.csv_logger import CSVLogger
from nn.training.callbacks.not_finite import StopOnNaN, TerminateOnNaN
from nn.training.callbacks.rates import LearningRateScheduler, ReduceLROnPlateau
from nn.training.callbacks.saving import BackupAndRestore, ModelCheckpoint
from nn.training.callbacks.snapshots import Snapshot, Snapshots
from nn.training.callbacks.stopping import EarlyStopping
from nn.training.callbacks.watching.watch import Watch

__all__ = [
    "BackupAndRestore",
    "CSVLogger",
    "Callback",
    "EarlyStopping",
    "LambdaCallback",
    "LearningRateScheduler",
    "ModelCheckpoint",
    "ReduceLROnPlateau",
    "Snapshot",
    "Snapshots",
    "StopOnNaN",
    "TerminateOnNaN",
    "Watch",
]
