"""The domain: orders, money, policy, return cases, refunds.

Pure: standard library only, no clock, no network, no database. What a function has to know,
such as today's date, is an argument. Conversation, storage and words are left to others.
"""
