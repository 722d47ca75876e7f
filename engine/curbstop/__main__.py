"""`python -m curbstop`: the command line."""

from curbstop.cli import main

if __name__ == "__main__":
    main(prog_name="curbstop")
