"""All drawings by the name under which a page asks for one."""

from utils.drawings import cells, ideas, limits, seen, sequences

GALLERY = {
    "vanilla-cell": cells.vanilla,
    "lstm-keeps": lambda: cells.lstm(1),
    "lstm-writes": lambda: cells.lstm(2),
    "lstm-cell": cells.lstm,
    "lstm-gradient": cells.lstm_back,
    "lstm-both-ways": cells.lstm_both_back,
    "gru-cell": cells.gru,
    "gru-reset-before": lambda: cells.gru("reset_before"),
    "loop-and-chain": sequences.unrolled,
    "path-of-a-term": sequences.path_of_a_term,
    "windows": sequences.windows,
    "forced-and-free": sequences.forced,
    "one-vector": sequences.one_vector,
    "three-memories": sequences.memories,
    "shifted-rows": sequences.shifted,
    "padded-batch": sequences.batch,
    "read-both-ways": seen.both_ways,
    "chain-and-tree": limits.chain_and_tree,
    "attention-step": limits.attention,
    "map-of-ideas": ideas.ideas,
}
