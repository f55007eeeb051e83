"""impact (vestigingstoets): what new business asks of workers, beds and facilities, and where those people come to live.

Plans stand in a register; each test is computed from sheets alone, with the source of every reference number or the word assumption.
"""
