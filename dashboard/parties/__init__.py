"""Carriers and generators: when they are told of a case, what they are asked, and what they answer."""
