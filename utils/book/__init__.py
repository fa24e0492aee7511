"""What ties a lab to the book: measurements and claims, figures with alternative text, student editions."""
