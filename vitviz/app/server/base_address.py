"""Where Streamlit's page finds its server: told, not guessed.

Left to itself it asks below the page's own address first, and each link to a page other than the
first one began with two answers that there is nothing. All pages lie in one folder.
"""

SCRIPT = 'window.__streamlit = { BACKEND_BASE_URL: new URL(".", location.href).href }'
