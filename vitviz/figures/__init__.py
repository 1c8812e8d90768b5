"""Arrays in, figures out: numpy and plotly only, never torch, timm or streamlit."""
