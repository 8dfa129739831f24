"""送达、延期、协办与督促: what happens to an order between its issue and its answer, and who is waited for."""
