"""演示县: a deterministic county to try everything on, with the truth beside it, and its loader.

`county.generate` makes it; it and all that it needs are pure: no database, no settings, none of the other rooms.
`loading` brings it in through the services of every room, so that everything stands in the ledger.
"""
