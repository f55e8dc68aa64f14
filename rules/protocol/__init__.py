"""The organisation's written protocol as frozen values, and the reader that makes them from YAML."""
