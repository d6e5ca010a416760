-- What 003-market.sql says of iv_surface.flags names five of the six, and where nobody looks.
comment on column iv_surface.flags is
	'what is wrong with the quote: missing, stale, crossed, arbitrage, far, undetermined (opt-chain(1)); {}: nothing';
