"""Turn text into tokens and back: rank files, tokenizers, byte-pair encoding, the chat format."""
