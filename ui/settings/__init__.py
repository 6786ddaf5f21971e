"""Settings that live in the URL, the widgets that change them, and the skeleton that every page shares."""
