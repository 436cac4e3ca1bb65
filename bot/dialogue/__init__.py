"""What Rasa's dialogue engine uses of ours: where conversations are kept, how actions are called."""
