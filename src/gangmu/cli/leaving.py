"""How the command line ends: what Python has to finish is finished, native libraries are not torn down.

Libraries in C++ keep threads of their own (Arrow's pools, its allocator, BLAS). When the interpreter
is taken down around them they may abort the process after all work is done, and a command that said
the right thing would end with 134 instead of its own code. Nothing of ours waits for that: files are
closed by their blocks, and what Python registered for its end is run here.
"""

from __future__ import annotations

import atexit
import os
import sys
import threading
from typing import NoReturn


def leave(code: int) -> NoReturn:
    """End the process with an exit code, once threads, ``atexit`` and what was printed are done."""
    for thread in threading.enumerate():
        if thread is not threading.current_thread() and not thread.daemon:
            thread.join()
    atexit._run_exitfuncs()
    try:
        sys.stdout.flush()
        sys.stderr.flush()
    except (OSError, ValueError):  # whoever read the output is gone
        code = code or 1
    os._exit(code)
