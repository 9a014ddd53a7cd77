"""The edge before Streamlit: the gate, signing in, setting up, invitations."""
