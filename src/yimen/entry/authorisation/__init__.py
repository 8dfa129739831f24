"""授权: who may do which step of which item at the window, by which letter, from when to when."""
