-- Returns the values of the next rows of the cursor, row by row, as JSON: value. $1 how many rows int
select value
from opt_read_fetch($1::integer)
