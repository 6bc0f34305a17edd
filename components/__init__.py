"""Reusable pieces of screen: values in, Streamlit and Altair out."""
