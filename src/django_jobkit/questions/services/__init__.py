"""The verbs of questions; the only way in which edges write them."""
