enum AtollContractPlaceholder {}
