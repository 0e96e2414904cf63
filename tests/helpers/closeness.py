"""Numbers of the compiler beside those of Values."""

import numpy as np

TOLERANCE = 1e-12


def assert_close(ours, expected, what):
    """Equal, nan to nan, to 1e-12 of the largest number in them."""
    ours, expected = np.asarray(ours, dtype=float), np.asarray(expected, dtype=float)
    assert ours.shape == expected.shape, what
    assert np.array_equal(np.isnan(ours), np.isnan(expected)), what
    finite = expected[np.isfinite(expected)]
    scale = max(abs(finite).max(initial=0.0), 1e-300)
    np.testing.assert_allclose(ours, expected, rtol=0.0, atol=TOLERANCE * scale, err_msg=what)
