"""Index stage: chunks → a dense and a keyword index on disk → hits."""
