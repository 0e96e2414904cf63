"""The playground: a network on a local web page, every number of which can be looked at.

    python -m autograd playground

    points, datasets, csv_files   data           settings    choices of the user
    tasks, network, session       training       features    inputs of the network
    maps, frames                  pictures       graphs      any neuron as a graph of Values
    exporting                     downloads      server      the page and its requests

The page is in the spirit of TensorFlow Playground (https://playground.tensorflow.org), by Daniel
Smilkov and Shan Carter. Training is that of `nn`: arrays compiled from scalars.
"""

from autograd.app.playground.server import Server, serve

__all__ = ["Server", "serve"]
