"""Experiments that need more than a lab's minute, or a GPU, and the records of what they gave.

An experiment is a module of this package:

    KIND                "long" or "gpu"
    SETTINGS            all that the longer run is made of, seeds included
    trials(settings)    the trials, a list of dicts; everything a trial needs is in its dict
    run(trial)          a dict of results, numbers or None; "early" among them
    early(trial)        what `run` gives as "early", in a second or so

`python -m utils.experiments long` (or `gpu`) runs every trial and writes a record into `records/`. Labs read records and
say where they come from; a lab's own minute runs the same `run` on smaller trials.

A record stays valid as long as whole trials come out again: `tests/experiments/reruns.py` chooses some, and a test runs them
and compares every number. So a change of code costs nothing as long as it changes no number.
"""
