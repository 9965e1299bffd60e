enum AtollDiagramsPlaceholder {}
