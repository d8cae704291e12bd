"""Impro-Visor: leadsheets."""
