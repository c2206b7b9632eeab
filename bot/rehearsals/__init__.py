"""Whole stories played on a record of their own: real servers, invented people, a moved clock."""
