"""Tests of sign-in, roles, tokens and the audit."""
