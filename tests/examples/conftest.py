"""Keep the programs here from doctest, which would run them: tests/test_examples.py does that."""

collect_ignore_glob = ["*.py"]
