"""Models: recurrent cells in PyTorch, and the counting models that they have to beat. Import the module that you need."""
