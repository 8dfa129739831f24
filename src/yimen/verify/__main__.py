"""`python -m yimen.verify`: the same as the command `yimen`."""

import sys

from yimen.verify.cli import main

sys.exit(main())
