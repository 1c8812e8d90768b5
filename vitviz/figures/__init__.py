"""Arrays in, figures out: never torch, timm or streamlit."""
