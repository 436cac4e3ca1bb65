"""What a message and a thread are, and who holds a thread. Pure, like `bot.returns`."""
