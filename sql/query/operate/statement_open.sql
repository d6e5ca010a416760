-- Opens the cursor for a statement that a person wrote. $1 statement text, $2 now timestamptz, $3 since timestamptz or null,
-- $4 ticker text or null
select opt_read_open($1::text, $2::timestamptz, $3::timestamptz, $4::text)
