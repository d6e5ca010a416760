-- american_exercise is no parameter any more: options on stocks are American ones. A set stored with it would be refused.
update trading_params set params = params - 'american_exercise' where params ? 'american_exercise';
