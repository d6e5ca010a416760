comment on table broker_activities is 'what happened to the account, as the broker reports it';
