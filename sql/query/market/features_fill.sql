-- Copies feature rows, in COPY's binary format, straight into lane_features. Only for minutes that have no row yet
-- (features_is_empty), as in nearly every run: COPY fails on a duplicate key, but needs neither the stage nor the key
-- look-up of features_store. No parameters.
copy lane_features (ts, ticker, bar_ts, FEATURE_COLUMNS, feed, computed_at, known_at)
from stdin (format binary)
