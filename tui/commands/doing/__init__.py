"""What “do” is made of for every row of a file: what the file says, and the bulk that sends it."""
