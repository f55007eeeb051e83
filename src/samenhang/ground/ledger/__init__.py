"""ledger (logboek): every change of the record is an act: who did what, when, with which inputs, making which outputs.

Read forwards it is the audit trail, read backwards it is the lineage of every figure. It knows no people: `by` has `ref` and `may()`.
"""
