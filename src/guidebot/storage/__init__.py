"""What a site keeps: counts of what is asked about, and feedback. Never a time or an address."""
