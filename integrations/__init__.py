"""How each vendor speaks. A connector implements a port and knows no other connector."""
