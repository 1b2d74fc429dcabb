"""A report from its description to what is shown: as it was asked, its heading, what its chart draws."""
