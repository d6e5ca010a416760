-- Which of a feed's items (a JSON array, as for feed_items_store) are not stored yet: their places in the array, from 1.
-- $1 items json
select min(position) as position
from json_array_elements($1::json) with ordinality as i (item, position)
where not exists (select from inbound_events_raw r where r.event_uid = i.item ->> 'event_uid')
group by i.item ->> 'event_uid'
order by min(position) desc
