"""Appends to the log in the first argument, as often as the second says, and prints each id that was acknowledged."""

import sys

from tests.audit.logs import decided

from curbstop.audit import open_log

with open_log(sys.argv[1], keys=sys.argv[2]) as log:
    one = decided()
    for _ in range(int(sys.argv[3])):
        print(log.append_many([one])[0].id, flush=True)
