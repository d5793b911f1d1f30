"""Plan files: text in, a plan out, or every fault with its line."""
