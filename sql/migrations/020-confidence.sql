-- The confidence of a signal is base * mult and may be above 1; no parameters make it more than 2.
alter table dispatch_recommendations drop constraint dispatch_recommendations_confidence_check;
alter table dispatch_recommendations add constraint dispatch_recommendations_confidence_check
	check (confidence between 0 and 2);
