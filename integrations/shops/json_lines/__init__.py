"""Orders and products as JSON Lines, in a shape of our own. Start with the README."""
