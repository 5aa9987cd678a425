"""From settings and a policy to a judge: the guards that are installed, second opinions, the join window."""
