"""How it is kept: SQLAlchemy tables, collections, the unit of work, migrations."""
