"""Scene 0, one number: a neuron that hears itself, `h_t = f(b + w·h_{t-1} + v·x_t)`, and its gradient `∏ w f'`.

The browser computes it while a hand moves w; at rest Python keeps the settings, and torch computes the same again.
"""
