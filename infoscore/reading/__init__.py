"""YAML text into typed values, every fault with its place. Knows no folder and no rule."""
