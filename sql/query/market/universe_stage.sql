-- Creates the temporary table that holds tickers between universe_copy and universe_merge. No parameters.
create temporary table universe_rows (
	ticker text, name text, exchange text, tradable boolean, options_enabled boolean, tracked boolean,
	dollar_volume numeric(20,2)
) on commit drop
