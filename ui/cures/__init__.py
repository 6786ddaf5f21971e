"""What is mended in Streamlit from outside: each cure knows one fault of the installed version, and says so if another
is installed. None of them changes what a page may do."""
