"""The checks of the labs' exercises, a file per lab: reference answers, known slips, and what else must hold."""
