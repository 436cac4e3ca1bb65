"""Steps from each form of the tables to the next, run at every start of the service."""
