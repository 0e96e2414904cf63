"""Keras that computes in doubles, on its JAX backend; import this before anything else of Keras.

Keras narrows float64 to float32 in mean, softmax and others on every backend but TensorFlow, even
after `set_floatx("float64")`: `keras.backend.result_type("float64", "float32")` is "float32". One
entry of its table of types undoes that.
"""

import os

os.environ["KERAS_BACKEND"] = "jax"
os.environ["JAX_ENABLE_X64"] = "1"

import keras
from keras.src.backend.common import dtypes

keras.config.set_floatx("float64")
dtypes.BIT64_TO_BIT32_DTYPE["float64"] = "float64"
