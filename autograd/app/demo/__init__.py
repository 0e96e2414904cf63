"""The demo: a small network learns two moons, and a page and pictures show what it has learnt.

python -m autograd demo

training   the network, and moments of its training
pictures   files: graphs as SVG, plots as PNG
page       one page that shows all of it, without a network
"""

from autograd.app.demo.running import run

__all__ = ["run"]
