-- States to go on from, in COPY's binary format. No parameters.
copy state_rows from stdin (format binary)
