"""Master transfer, the server's side: who uploads, who asks, who agrees, and what of it is kept for an audit."""
