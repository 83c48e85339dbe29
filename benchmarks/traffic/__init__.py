"""Traffic for the measuring of speed: a fleet of any size between generators and processors, the same for one seed."""
