"""`python -m wes_rules` is the command line."""

import sys

from wes_rules.cli.main import main

if __name__ == "__main__":
    sys.exit(main())
