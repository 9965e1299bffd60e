enum AtollPlaceholder {}
