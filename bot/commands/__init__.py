"""Commands for those who run the shop."""
