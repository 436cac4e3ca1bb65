"""A carrier and a warehouse that need no account: parcels move on a fast clock."""
