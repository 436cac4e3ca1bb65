"""How fast, how large: ours and Rasa's default pipeline, on the same data and conversations."""
