"""What commands share on a terminal: exit codes, tables, plain text, arguments with units."""
