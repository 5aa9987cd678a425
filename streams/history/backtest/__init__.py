"""`tidegate backtest`: the drift alerts that history would have raised, and why."""
