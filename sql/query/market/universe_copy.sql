-- Rows of tickers. No parameters.
copy universe_rows (ticker, name, exchange, tradable, options_enabled, tracked, dollar_volume) from stdin
