#!/bin/sh
# A student's server: first it hands out what is new in the labs, beside the student's own work, then it starts.
# EDITIONS is the folder of the students' editions. A fault there is written to the log and keeps nobody from working.
python -m utils.book.updating "${EDITIONS:-/opt/rnn-book/editions}" "${HOME}/labs" ||
    echo "Not every lab could be handed out: see above. The server starts all the same." >&2
exec jupyterhub-singleuser "$@"
