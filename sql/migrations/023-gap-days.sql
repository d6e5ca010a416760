-- Whether the session opened far from the prior close, so that its averages use its own bars only; null: not known, and in
-- the rows of a release that does not know it.
alter table lane_features add column gap_reset boolean;
comment on column lane_features.gap_reset is 'sma20, sma50, trend_state and the distances use the bars of the session only';
alter table lane_atr_state add column gap_reset boolean;
