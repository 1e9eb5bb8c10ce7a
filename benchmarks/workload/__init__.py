"""What the matching benchmarks work on: enterprises, and the same measures written in several ways."""
