"""预约: half hours at a hall's desks, offered as data and taken beforehand. Tickets of the day are the queue's."""
