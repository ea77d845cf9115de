"""The fault harness: real processes, real servers, real kills, and a checker that trusts nobody. See README.md."""
