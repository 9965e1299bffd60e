enum AtollShellPlaceholder {}
