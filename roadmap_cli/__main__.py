"""`python -m roadmap_cli` and the `roadmap` script."""

from roadmap_cli.cli.main import main

if __name__ == "__main__":
    main()
