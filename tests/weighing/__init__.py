"""Tests of the rules across units."""
