"""Shopify's exports of orders and products as CSV. Start with `reader`."""
