"""Side-by-side benchmarks against peers and physical floors; never part of the tests."""
