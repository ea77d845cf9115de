"""Instants in the source at which a test may have something happen: comments there, calls here.

A line ``# failpoint: after_claim`` in the package is nothing but a comment. In the processes of the harness an import
hook (`hook`) turns it into a call of `reached`, which does what the harness has armed (`arms`) for that name.
"""
