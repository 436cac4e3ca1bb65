"""What we ask of the outside: shops, carriers, storage, understanding; and how it may fail."""
