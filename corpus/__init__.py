"""Corpus stage: a plan's file → clean text → sections, tables and chunks, each with its path, page and offsets."""
