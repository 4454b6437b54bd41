"""Language: documents → sentences, and the one reading of English that later rooms use."""
