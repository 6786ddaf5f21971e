"""What a recorded run tells: Jacobians and their products, decay, remedies, perturbations, conventions."""
