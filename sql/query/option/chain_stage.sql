-- Creates the table into which chain_copy puts contracts until chain_merge. No parameters.
create temporary table chain_rows (like iv_surface) on commit drop
