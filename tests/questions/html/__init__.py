"""What questions keep of HTML; no database has a say in it."""
