"""The chapters below the stepper of the compare page, a module each."""
