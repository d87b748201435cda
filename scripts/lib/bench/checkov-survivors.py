"""Prints those of the files named on standard input that Checkov gets through alone: one that it does not get through ends its whole run."""

import logging
import sys

from checkov.cloudformation.runner import Runner
from checkov.runner_filter import RunnerFilter

logging.disable(logging.CRITICAL)
for path in sys.stdin.read().split("\n"):
    try:
        if path:
            Runner().run(root_folder=None, files=[path], runner_filter=RunnerFilter(framework=["cloudformation"]))
            print(path)
    except Exception:  # Whatever it is, the run would have ended here.
        pass
