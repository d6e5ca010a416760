-- Copies sums, in COPY's binary format, into the table of features_state_stage. No parameters.
copy state_rows from stdin (format binary)
