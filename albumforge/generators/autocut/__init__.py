"""The generator `autocut`: one video in, its best cut out, every step on record."""
