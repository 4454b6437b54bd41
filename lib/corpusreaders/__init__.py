"""Exports of databases and archives → plain records."""
