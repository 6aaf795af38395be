"""What is left when the process is killed: nothing lost, nothing done twice."""
