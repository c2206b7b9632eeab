"""What the benches stand on: figures from samples, the carrier, the open loop."""
