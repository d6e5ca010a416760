-- Whether lane_features has no row from $1 to $2, so that features_fill can be used. One row: empty.
-- $1 from timestamptz, $2 to timestamptz
select not exists (select from lane_features where ts >= $1::timestamptz and ts <= $2::timestamptz) as empty
