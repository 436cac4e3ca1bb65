"""In which words we speak: catalogs per language, and the one place where a reply becomes text.

Catalogs are `locale/<language>/LC_MESSAGES/*.po`; a message's id is the reply's name. Which
languages there are is what folders there are; nothing in the code knows their number.
"""
