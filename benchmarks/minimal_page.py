"""The least that a Streamlit page with two charts does: what the lessons are measured against."""

import numpy as np
import plotly.graph_objects as go
import streamlit as st

seed = int(st.query_params.get("seed", "0"))
values = np.random.default_rng(seed).normal(size=(2, 16, 50)).astype(np.float32)
st.plotly_chart(go.Figure(go.Heatmap(z=values[0])), key="one")
st.plotly_chart(go.Figure(go.Heatmap(z=values[1])), key="two")
