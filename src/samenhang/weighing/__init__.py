"""weighing (afwegen): published scenarios, the effect of new business, and the appraisal of options across the themes."""
