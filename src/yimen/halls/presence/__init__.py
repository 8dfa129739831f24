"""在岗核对: what each window did, half hour by half hour, against who was to stand there."""
