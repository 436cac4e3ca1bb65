"""How we understand: Rasa components, in the assistant's environment (Python 3.10).

What is found here is names, never words for shoppers: an intent, entities, a reason code. Which
order a number belongs to, or which line "the blue one" is, is for the services to say, who know
the shopper's orders.
"""
