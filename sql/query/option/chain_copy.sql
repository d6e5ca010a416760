-- Copies the contracts of a snapshot into the staging table of chain_stage. No parameters.
copy chain_rows (ticker, ts, expiration_date, strike_price, option_type, symbol, underlying_price, bid, ask, bid_size,
	ask_size, last_price, quote_ts, volume, open_interest, implied_volatility, delta, gamma, theta, vega, iv_own,
	delta_own, gamma_own, theta_own, vega_own, flags, feed, known_at) from stdin
