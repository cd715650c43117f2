"""Reports and answers as files: blocks and numbered sources → Markdown, DOCX, PDF."""
