"""排队叫号: numbers of the day, who is called to which window, and what is told of waiting."""
