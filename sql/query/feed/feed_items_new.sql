-- Returns the positions in the array, from 1, of the items that are not stored yet. The array is that of feed_items_store.
-- $1 items json
select min(position) as position
from json_array_elements($1::json) with ordinality as i (item, position)
where not exists (select from inbound_events_raw r where r.event_uid = i.item ->> 'event_uid')
group by i.item ->> 'event_uid'
order by min(position) desc
