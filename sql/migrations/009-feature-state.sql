-- What opt-features takes up again within a session, beside the ATR: the sums of the volume-weighted price, and since
-- when the ticker has bars to compare the volume of a minute with. Nothing reads them but opt-features; an older one
-- does without. Every row changes every minute, so there is room beside it for its next version.
alter table lane_atr_state add column vwap_money float8; -- USD
alter table lane_atr_state add column vwap_volume float8;
alter table lane_atr_state add column vwap_until timestamptz; -- end of the newest bar in the sums
alter table lane_atr_state add column vwap_feed text; -- null: bars of several feeds, so there is no such price
alter table lane_atr_state add column reaches timestamptz; -- first bar of the oldest session that is compared with
alter table lane_atr_state set (fillfactor = 40);
