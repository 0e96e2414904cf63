"""The programs here are run by tests/test_examples.py; to look for doctests would run them, too."""

collect_ignore_glob = ["*.py"]
