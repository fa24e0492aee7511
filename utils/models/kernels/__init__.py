"""One LSTM from a loop to a kernel: the same function in stages, each with fewer operations per step. Import what you need."""
