enum AtollGradingPlaceholder {}
