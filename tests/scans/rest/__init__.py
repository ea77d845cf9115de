"""The front desk of scans."""
