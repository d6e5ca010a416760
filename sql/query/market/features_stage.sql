-- Creates the temporary table that holds feature rows between features_copy and features_store. No parameters.
create temporary table feature_rows (like lane_features) on commit drop
