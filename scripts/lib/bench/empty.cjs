// The process that all others are compared with.
