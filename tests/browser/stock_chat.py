"""Streamlit's own chat, as its documentation shows it: the measure for what lies outside our hands."""

import streamlit as st

st.title("Echo Bot")
with st.chat_message("user"):
    st.markdown("Hello")
with st.chat_message("assistant"):
    st.markdown("Echo: Hello")
st.chat_input("What is up?")
