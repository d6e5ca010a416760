-- Of staged bars that came twice the later one stays. No parameters.
delete from bar_rows a using bar_rows b where a.ts = b.ts and a.ticker = b.ticker and a.ctid < b.ctid
