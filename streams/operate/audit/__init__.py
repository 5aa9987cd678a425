"""`tidegate audit`: proves or refutes that every event left by exactly one door."""
