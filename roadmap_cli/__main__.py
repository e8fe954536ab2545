"""`python -m roadmap_cli` and the `roadmap` script."""

import gc
import signal

# A run is short and makes few cycles; collecting them would take a tenth of its time.
gc.disable()
# Until the program is loaded, Ctrl-C ends it like any other, without the traceback of an
# unfinished import.
signal.signal(signal.SIGINT, signal.SIG_DFL)

from roadmap_cli.cli.main import main  # noqa: E402  # after the line above

if __name__ == "__main__":
    main()
