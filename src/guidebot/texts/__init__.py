"""The texts of the interface: gettext catalogues, read, checked and updated with Babel."""
