"""封存: what a plan drew, and the secret of its seed, as they lie in the database; opened by nobody without our key."""

from functools import partial

from yimen.common import sealing

seal = partial(sealing.seal, use="visits")
unseal = partial(sealing.unseal, use="visits")
