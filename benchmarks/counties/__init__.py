"""Synthetic counties: evidence sets with known truth and with a dial for every kind of dirt.

It knows the contract of the evidence set and nothing of the engine, so that what it says of the engine is
worth hearing.
"""
