"""Files of corpus/ read into validated domain objects."""
