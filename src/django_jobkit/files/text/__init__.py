"""From bytes to lines of text: encodings, and line ends of every kind."""
