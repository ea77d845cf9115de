"""Text with a row on each line: which character parts the cells, what the columns are called and hold."""
