"""An answer, or a whole conversation, as a file to keep: Markdown, HTML, PDF and DOCX over one structure."""
