"""impact (vestigingstoets): the effect of one new business on workers, beds and facilities.

For now it shows the reference firms that such an estimate can rest on, and how thin they are.
"""
