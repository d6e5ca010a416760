-- Whether the account accepts protective stops. No row: it was not tried yet.
-- $1 account text
select accepted
from broker_capabilities
where account = $1 and capability = 'option_stop_limit'
