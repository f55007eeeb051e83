"""What the room knows: texts beside their originals, the meter, and what stands on paper."""
