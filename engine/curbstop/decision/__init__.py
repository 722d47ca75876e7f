"""A decision with its reasons and trace, agreed by both evaluators."""
