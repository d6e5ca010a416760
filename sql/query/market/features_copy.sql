-- Copies feature rows, in COPY's binary format, into the table of features_stage. No parameters.
copy feature_rows (ts, ticker, bar_ts, FEATURE_COLUMNS, feed, computed_at, known_at)
from stdin (format binary)
