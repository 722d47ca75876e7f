"""One module for each file of a pack, and what they share: keys, names, citations, conditions, sentences."""
