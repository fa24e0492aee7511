"""The NumPy layers: forward passes as the equations read, backward passes derived by hand."""

from utils.layers.compose import Bidirectional, Network, Stack, reverse
from utils.layers.gru import GRU
from utils.layers.lstm import LSTM
from utils.layers.output import Affine, mean_squared_error, softmax, softmax_cross_entropy
from utils.layers.rnn import RNN

KINDS = {layer.kind: layer for layer in (RNN, LSTM, GRU)}

__all__ = [
    "GRU", "KINDS", "LSTM", "RNN", "Affine", "Bidirectional", "Network", "Stack",
    "mean_squared_error", "reverse", "softmax", "softmax_cross_entropy",
]
