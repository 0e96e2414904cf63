"""The playground: a network on a web page of this machine, every number of which can be opened.

    python -m autograd playground

    datasets, features   what is learnt          settings    what is chosen on the page
    network, session     training                graphs      any neuron as a graph of Values
    exporting            files to take away      server      the page and its requests

The page is in the spirit of TensorFlow Playground (https://playground.tensorflow.org), by Daniel
Smilkov and Shan Carter. Training is that of `nn`: arrays compiled from scalars.
"""

from autograd.app.playground.server import Server, serve

__all__ = ["Server", "serve"]
