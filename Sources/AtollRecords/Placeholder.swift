enum AtollRecordsPlaceholder {}
