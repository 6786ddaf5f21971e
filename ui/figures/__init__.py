"""Pure figure builders: arrays in, a Plotly figure out. They know nothing of Streamlit and work in a notebook."""
