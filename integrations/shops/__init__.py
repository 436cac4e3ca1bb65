"""Shops: where orders and products come from.

What the file formats have in common is here (`text_file`, `csv_file`, `repeats`, `values`), each
format has its folder, and `formats` lists those that an import tries.
"""
