"""The page's tabs: Gradio components and their handlers. Of the package ``assistant`` only this part loads Gradio."""
