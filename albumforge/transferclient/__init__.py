"""The client of master transfers: sends, releases and receives over the documented routes."""
