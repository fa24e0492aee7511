"""Which trials of each record the tests run again, whole.

The choice covers every cell, task, text, gate and way of carrying the state, at least once, in about a minute of one core. A
training near a bifurcation turns on rounding; these must not: each comes out the same on other OpenBLAS kernels. Where one
changes with the kernel, take another trial, not a wider tolerance. How close floats must be is each experiment's `TOLERANCE`.
"""

SEARCH = {"part": "search", "kernel": "Haswell", "seed": 100}
SIDE_BY_SIDE = {"part": "search", "kernel": "Haswell", "seeds": [100, 101]}
CHOSEN = {
    "recall": [
        SEARCH | {"task": "adding", "length": 10, "kind": "RNN", "start": "orthogonal", "rate": 0.001},
        SEARCH | {"task": "adding", "length": 10, "kind": "GRU", "start": 0, "rate": 0.003},
        SEARCH | {"task": "adding", "length": 20, "kind": "GRU", "start": 1, "rate": 0.003},
        SEARCH | {"task": "order", "length": 20, "kind": "LSTM", "start": 1, "rate": 0.001},
        SEARCH | {"task": "order", "length": 10, "kind": "LSTM", "start": 0, "rate": 0.001},
        SEARCH | {"task": "order", "length": 10, "kind": "RNN", "start": "uniform", "rate": 0.001},
        SEARCH | {"task": "order", "length": 20, "kind": "GRU", "start": 1, "rate": 0.001},
    ],
    "reber": [
        SEARCH | {"gate": True, "carried": True, "rate": 0.003, "steps": 800},
        SEARCH | {"gate": True, "carried": False, "rate": 0.003, "steps": 800},
        SEARCH | {"gate": False, "carried": True, "rate": 0.003, "steps": 800, "seed": 101},
        SEARCH | {"gate": False, "carried": False, "rate": 0.003, "steps": 800},
    ],
    "wake_word": [
        SEARCH | {"kind": "GRU", "rate": 0.003, "steps": 150},  # the window's trainings turn on rounding
    ],
    "parity": [
        SEARCH | {"data": "names", "kind": "RNN", "start": "uniform", "rate": 0.01},
        SEARCH | {"data": "names", "kind": "LSTM", "start": 1, "rate": 0.01},
        SEARCH | {"data": "names", "kind": "GRU", "start": 0, "rate": 0.01},
        SEARCH | {"data": "plays", "kind": "LSTM", "start": 1, "rate": 0.003},
    ],
    "order_1997": [SIDE_BY_SIDE | {"keep": 1.0}, SIDE_BY_SIDE | {"keep": 0.9}],
    "state_tracking": [{"task": "parity", "kind": "GRU"}],  # shares below one turn on rounding
    "restarts": [{"way": "apart", "late": 0, "seed": 1}],
    "exchange_bytes": [{"processes": 3}],
    "clipping_length": [SIDE_BY_SIDE | {"way": "plain", "rate": 0.01}, SIDE_BY_SIDE | {"way": "clipped", "rate": 0.01}],
    "local_or_order": [{"part": "search", "kernel": "Haswell", "task": "notch", "body": "dilated", "pool": "max"}],
    "local_or_order_axes": [{"task": "notch", "examples": 50}],
    "copying_2018": [{"part": "search", "kernel": "Haswell", "task": "copy", "body": "LSTM"}],
    "translation": [
        SEARCH | {"backwards": True, "rate": 0.01},
    ],
    "attention": [
        SEARCH | {"weights": "location", "backwards": False, "rate": 0.003},
    ],
    "language": [
        SEARCH | {"kind": "LSTM", "steps": 300, "rate": 0.01},
        SEARCH | {"kind": "GRU", "steps": 300, "rate": 0.01},
    ],
}


def row_of(record, chosen):
    """The one row of a record whose trial is as chosen."""
    (row,) = [row for row in record["rows"] if chosen.items() <= row["trial"].items()]
    return row
