"""What can be done, one verb a file. Services ask ports, let the domain decide, and commit."""
