"""The real process, killed with SIGKILL at named points: nothing that was taken in may be lost."""
