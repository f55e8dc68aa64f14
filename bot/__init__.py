"""The shell: everything that reads, writes, sends or waits. It carries out decisions and makes none."""

__version__ = "0.1.0"
