"""Checkpoints: a network in one file, to go on with it later or elsewhere.

The file is a safetensors file: numbers only, no code. Weights are tensors such as `layers.0.kernel`
of shape (units, inputs) and `layers.0.bias`, in float64, so that they come back to the last bit;
any tool for safetensors reads them. Layers, and how they are trained, are JSON in the metadata.
Nothing in a file is ever run: its names are looked up among the classes of `nn`, and those that the
reader of the file allows.
"""
