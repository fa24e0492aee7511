"""Experiments that need more than a lab's minute, or a GPU, and the records of what they gave.

An experiment is a module of this package:

    KIND                    "long" or "gpu"
    SETTINGS                all that the longer run is made of, seeds included
    TOLERANCE               how far, relative, a float result of a stable trial may lie on another machine ("long" only)
    trials(settings, rows)  every trial that the settings and the rows so far call for, in order: a list of dicts; everything a
                            trial needs is in its dict. It is asked again with all rows until it calls for nothing new, so a
                            search can grow its grid, and what is reported can use the settings that the search chose.
    run(trial)              a dict of results: numbers, True, False or None; NaN is a result. A trial with "seeds" in the place
                            of "seed" runs networks side by side, and its results are lists of these, all finite, in that order

A trial's "part" is "search" (for choices only, scored on validation) or "report" (scored once on test). A trial of kind "long"
names the OpenBLAS kernel under which it runs, "kernel"; the engine starts a process with it, `run` does not look at it. A trial
with "race": True turns on which of several processes comes first: nobody can expect it to come out again.

`python -m utils.experiments long` (or `gpu`) runs every trial and writes a record into `records/`. Labs read records and
say where they come from; a lab's own minute runs the same `run` on smaller trials.

A record stays valid as long as whole trials come out again: tests run some (`tests/experiments/reruns.py` chooses them), and
`make audit` as many as there is time for. So a change of code costs nothing while it changes no number.
"""
