"""Views of the appraisals, one module a subject."""
