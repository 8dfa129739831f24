"""培训: what people at windows learn, by what they are examined, and what a window may ask of them."""
