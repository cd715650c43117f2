"""Composing without a language model: each kind of question has a composer that arranges the plan's own words."""
