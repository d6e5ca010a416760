-- Where features_copy puts rows until features_store. No parameters.
create temporary table feature_rows (like lane_features) on commit drop
