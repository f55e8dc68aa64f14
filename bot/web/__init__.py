"""The pages people see, the pretend phones of the demo, and what a watchdog asks: health and readiness."""
