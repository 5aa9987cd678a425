"""What every process has: its logs, its signals, its port for probes and metrics, its watchdog."""
