enum AtollTerminalPlaceholder {}
