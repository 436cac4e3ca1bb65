"""Lantern & Loom, a shop that is made up."""
