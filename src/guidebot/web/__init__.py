"""The Flask application: the only home of Flask."""
