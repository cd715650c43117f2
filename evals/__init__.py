"""Evals stage: question sets with evidence, metrics, runner and report."""
