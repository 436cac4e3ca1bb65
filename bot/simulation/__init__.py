"""Scripted shoppers: they want something, say it as people do, and it is judged what came of it.

A goal is drawn, its right outcome is worked out by the domain alone, a shopper plays it over the
public HTTP interface, and the cases in the database are compared with what was wanted.
"""
