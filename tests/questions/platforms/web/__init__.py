"""The platforms that are asked over HTTP."""
