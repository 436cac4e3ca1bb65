"""Rasa's custom actions: slots in, one service, a reply's name and slots out.

They run in the service, beside the database; Rasa calls them by HTTP (`bot.actions.server`).
"""
