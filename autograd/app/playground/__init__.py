"""The playground: a network on a local web page, every number of which can be looked at.

    python -m autograd playground

    datasets, features   data                    settings    choices of the user
    network, session     training                graphs      any neuron as a graph of Values
    exporting            files to download       server      the page and its requests

The page is in the spirit of TensorFlow Playground (https://playground.tensorflow.org), by Daniel
Smilkov and Shan Carter. Training is that of `nn`: arrays compiled from scalars.
"""

from autograd.app.playground.server import Server, serve

__all__ = ["Server", "serve"]
