"""Encoder and decoder, with attention or with a fixed vector between them: dates, written in one format."""
