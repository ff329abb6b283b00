"""Runs the command line as `python -m mtdetect`, for when the `mtdetect` script is not on the path."""

from mtdetect.cli.main import main

if __name__ == "__main__":
    main()
