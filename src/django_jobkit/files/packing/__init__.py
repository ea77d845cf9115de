"""From an uploaded file to streams of plain bytes: gzip, zip, and the bounds that hold whatever an archive claims."""
