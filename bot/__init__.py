"""Boomerang: a customer-service assistant for returns in cross-border shops."""
