-- Inserts the staged rows (features_copy) into lane_features. An existing row stays as it is, because it holds the
-- features as they were known when it was made. No parameters.
insert into lane_features (ts, ticker, bar_ts, FEATURE_COLUMNS, feed, computed_at, known_at)
select ts, ticker, bar_ts, FEATURE_COLUMNS, feed, computed_at, known_at
from feature_rows
on conflict (ts, ticker) do nothing
