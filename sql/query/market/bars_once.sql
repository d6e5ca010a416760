-- Deletes the earlier copy of each bar that was staged twice. No parameters.
delete from bar_rows a using bar_rows b where a.ts = b.ts and a.ticker = b.ticker and a.ctid < b.ctid
