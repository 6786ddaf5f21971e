"""What is in a model file of one's own: read without running anything of it, and its recurrent layers found."""
