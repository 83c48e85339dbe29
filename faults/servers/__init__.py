"""The servers that a run stands on: real ones, each as a child process that can be killed and started again."""
