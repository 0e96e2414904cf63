"""Savable: the methods of a network that write and read files."""

from autograd import InputValueError
from autograd.files.paths import as_path
from nn.module import Module
from nn.training.checkpoints import saving


class Savable(Module):
    """Base class of `Model`: a network that can be saved."""

    def save(self, path: saving.Path, *, overwrite: bool = True, training: bool = True) -> None:
        """Write the network to a safetensors file, which `nn.load` reads.

        The file appears as a whole or not at all. A network of a class of your own needs a method
        `config` that returns the arguments of its `__init__` as a dict.

        Args:
            path: The file.
            overwrite: Whether to replace a file that exists.
            training: Whether to write the state of training, too, so that `fit` can go on to the
                same numbers, bit for bit: the optimizer and its memory, loss, metrics, generators
                of random numbers, history.

        Raises:
            InputValueError: If something has no name to find it by, such as a lambda; or, without
                overwrite, if the file exists.
            MissingDependencyError: If safetensors is not installed.
        """
        if not overwrite and as_path(path, "save").exists():
            raise InputValueError(
                f"{as_path(path, 'save')} is there already; give another path, or overwrite=True"
            )
        saving.save(self, path, training_state=training)

    def save_weights(self, path: saving.Path) -> None:
        """Write only the parameters to a safetensors file.

        Args:
            path: The file.

        Raises:
            MissingDependencyError: If safetensors is not installed.
        """
        saving.save_weights(self, path)

    def load_weights(self, path: saving.Path) -> None:
        """Set the parameters to those in a file by `save`, `save_weights` or another program.

        Args:
            path: The file.

        Raises:
            InputValueError: If the file is damaged, or its tensors have other names or shapes than
                the parameters of this network.
            MissingDependencyError: If safetensors is not installed.
        """
        saving.load_weights(self, path)
