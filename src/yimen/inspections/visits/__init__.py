"""明察暗访: visits drawn by lot, sealed until they happen, recorded on a phone, signed by two."""
