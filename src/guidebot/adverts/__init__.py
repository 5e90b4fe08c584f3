"""Check an advert: warning signs marked in its own words, trial numbers looked up."""
