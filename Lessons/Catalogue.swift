enum LP {}
