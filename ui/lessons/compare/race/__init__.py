"""The race: what each cell carries of the first symbol to the question, step by step."""
