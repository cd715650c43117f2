"""Pure rendering: answers and documents in, escaped HTML out. Nothing here knows of Gradio, sessions or files."""
