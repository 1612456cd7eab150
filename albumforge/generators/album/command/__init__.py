"""A request in words, Chinese or English, read into options."""
