"""signals (loket): what people live through, reported in their own language without a name, read and routed by the desk.

Words of people stand in private, erasable rows and never in the record; the sender follows a report with a code alone.
"""
