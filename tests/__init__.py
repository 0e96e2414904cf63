import pytest

pytest.register_assert_rewrite("tests.helpers")  # an assertion that fails there shows its numbers
