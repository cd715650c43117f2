"""Assistant stage: question and conversation → answer, citations, verification; command line and settings."""
