def run_demo() -> int:
    return 1
