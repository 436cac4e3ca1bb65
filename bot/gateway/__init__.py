"""How a message travels. In reading order: web, receive, inbox, route, rasa, outbox.

`stream` keeps pages up to date, `present` shows stored messages in a language, `tokens` signs.
"""
