"""What was: closed windows of a topic or a file, and the commands that look back over them."""
