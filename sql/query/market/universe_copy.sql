-- Copies rows of tickers into the table of universe_stage. No parameters.
copy universe_rows (ticker, name, exchange, tradable, options_enabled, tracked, dollar_volume) from stdin
