"""Run the tool as ``python -m scaffold``."""

from scaffold.commands import main

if __name__ == "__main__":
    main()
