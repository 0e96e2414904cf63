"""`python -m autograd`: runs the command line."""

from autograd.app.command_line import main

if __name__ == "__main__":
    raise SystemExit(main())
