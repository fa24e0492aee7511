"""The NumPy layers: forward passes as the equations read, backward passes derived by hand."""

from utils.layers.compose import Bidirectional, Stack, reverse
from utils.layers.gru import GRU
from utils.layers.lstm import LSTM
from utils.layers.output import Affine, mean_squared_error, softmax, softmax_cross_entropy
from utils.layers.rnn import RNN

__all__ = [
    "GRU", "LSTM", "RNN", "Affine", "Bidirectional", "Stack",
    "mean_squared_error", "reverse", "softmax", "softmax_cross_entropy",
]
