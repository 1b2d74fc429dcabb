"""What holds for every vendor, and what the tests of single vendors share."""
