"""Kernels on doubles: IEEE 754 at the edges, the last digits right."""
