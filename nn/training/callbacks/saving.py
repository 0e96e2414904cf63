"""Files that `fit` writes: checkpoints of the network, and a backup of the training."""

import os
from pathlib import Path

from autograd import InputValueError
from autograd.files.paths import as_path
from nn.arguments import choose
from nn.training.callbacks.base import Callback, Logs
from nn.training.callbacks.monitoring import Monitor, finite
from nn.training.checkpoints.saving import load_training, save_training


class ModelCheckpoint(Callback):
    """Saves the network after each epoch, or after each that is the best so far.

    Args:
        filepath: The file. Fields are filled in, as in "model-{epoch:03d}-{val_loss:.3f}", where
            epochs are counted from 1. Without fields, each file replaces the one before.
        monitor: What to watch, such as "val_loss".
        verbose: 1 to print for each epoch what is saved, or why nothing is.
        save_best_only: Whether to save only when what it monitors has improved.
        save_weights_only: Whether to write only the weights, for `load_weights`, and not all that
            `nn.load` needs.
        mode: As for `EarlyStopping`.
        save_freq: "epoch"; the only choice.
        initial_value_threshold: The best number of earlier trainings.

    Raises:
        InputValueError: In `fit`, if what filepath or monitor names is not measured.
        MissingDependencyError: If safetensors is not installed.
    """

    remembers = ("best",)

    def __init__(
        self,
        filepath: str | os.PathLike[str],
        monitor: str = "val_loss",
        verbose: int = 0,
        save_best_only: bool = False,
        save_weights_only: bool = False,
        mode: str = "auto",
        save_freq: str = "epoch",
        initial_value_threshold: float | None = None,
    ) -> None:
        self.filepath = str(as_path(filepath, "ModelCheckpoint"))
        self.monitor = Monitor("ModelCheckpoint", monitor, mode)
        self.verbose = verbose
        self.save_best_only, self.save_weights_only = save_best_only, save_weights_only
        choose("save_freq of ModelCheckpoint", save_freq, {"epoch": True})
        self.best: float | None = None
        if initial_value_threshold is not None:
            self.best = finite("initial_value_threshold", initial_value_threshold)

    def on_train_begin(self, logs: Logs) -> None:
        """Find out whether what it monitors should rise or fall."""
        if self.save_best_only:
            self.monitor.begin(self.model, self.params.get("validates", True))

    def on_epoch_end(self, epoch: int, logs: Logs) -> None:
        """Save the network; with `save_best_only`, if it has improved."""
        why = ""
        if self.save_best_only:
            name, number = self.monitor.name, self.monitor.of(logs)
            before = self.monitor.worst if self.best is None else self.best
            if not self.monitor.improved(number, before):
                self._tell(f"epoch {epoch + 1}: {name} did not improve from {before:.4g}")
                return
            self.best = number
            why = f"{name} improved from {before:.4g} to {number:.4g}, "
        path = self._path(epoch, logs)
        path.parent.mkdir(parents=True, exist_ok=True)
        self._tell(f"epoch {epoch + 1}: {why}saving {path}")
        (self.model.save_weights if self.save_weights_only else self.model.save)(path)

    def _path(self, epoch: int, logs: Logs) -> Path:
        """The file, with its fields filled in."""
        try:
            return Path(self.filepath.format(**{**logs, "epoch": epoch + 1}))
        except (LookupError, ValueError) as error:
            raise InputValueError(
                f"filepath {self.filepath!r} of ModelCheckpoint cannot be filled in ({error}); the "
                f"fields are: epoch, {', '.join(logs)}"
            ) from None


class BackupAndRestore(Callback):
    """Keeps a backup of training, from which a program that was killed goes on when run again.

    Run the program again as it is: `fit` begins after the last complete epoch, and comes to the
    same weights, bit for bit, as if nothing had happened. The backup has the network, the memory of
    the optimizer and of other callbacks, the generators of random numbers in the network, and the
    history; only L-BFGS forgets the curvature that it knew. It is made after all other callbacks
    have been called, wherever this one stands in the list.

    Args:
        backup_dir: A folder for this training only.
        save_freq: "epoch"; the only choice.
        delete_checkpoint: Whether to delete the backup when training is complete. After Ctrl-C it
            is kept.

    Raises:
        InputValueError: In `fit`, if the backup is damaged or that of another network.
        MissingDependencyError: If safetensors is not installed.
    """

    comes_last = True

    def __init__(
        self,
        backup_dir: str | os.PathLike[str],
        save_freq: str = "epoch",
        *,
        delete_checkpoint: bool = True,
    ) -> None:
        choose("save_freq of BackupAndRestore", save_freq, {"epoch": True})
        self.path = as_path(backup_dir, "BackupAndRestore") / "backup.safetensors"
        self.delete_checkpoint = delete_checkpoint

    def on_train_begin(self, logs: Logs) -> None:
        """Go back to the backup, if there is one."""
        self.path.parent.mkdir(parents=True, exist_ok=True)
        if not self.path.exists():
            return
        try:
            extra = load_training(self.model, self.path)
        except InputValueError as error:
            raise InputValueError(f"{error}. To begin anew, delete the file") from error
        self.params["initial_epoch"] = extra["epoch"] + 1
        for name, callback in self._others().items():
            if name in extra["callbacks"]:
                callback.load_state(extra["callbacks"][name])

    def on_epoch_end(self, epoch: int, logs: Logs) -> None:
        """Make a backup."""
        states = {name: callback.state() for name, callback in self._others().items()}
        save_training(self.model, self.path, {"epoch": epoch, "callbacks": states})

    def on_train_end(self, logs: Logs) -> None:
        """Remove the backup, unless training was interrupted."""
        if self.delete_checkpoint and not self.model.history.interrupted:
            self.path.unlink(missing_ok=True)

    def _others(self) -> dict[str, Callback]:
        """All callbacks, this one included, by place and class."""
        return {
            f"{place} {type(callback).__name__}": callback
            for place, callback in enumerate(self.params["callbacks"])
        }
