enum AtollNotebookPlaceholder {}
