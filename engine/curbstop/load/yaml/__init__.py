"""YAML text -> nodes with their places; every other kind of text stays outside."""
