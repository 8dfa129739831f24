"""Pages of the queue: the clerk's console, kiosk and boards, and the manager's."""
