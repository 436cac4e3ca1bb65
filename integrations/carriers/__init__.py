"""Carriers: who brings parcels back."""
