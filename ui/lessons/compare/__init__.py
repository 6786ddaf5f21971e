"""LSTM, GRU and RNN side by side."""
