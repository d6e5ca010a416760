#!/bin/sh
# Runs sql/distributed/citus.sql without Citus. Functions of this test replace those of the extension and refuse what Citus
# refuses. So the test shows that the tables, their distribution columns and their keys fit together.
. test/tap.sh
new_database

# The checks that Citus makes of a table. Partitions follow their table.
sql "create table pg_dist_partition (logicalrelid regclass primary key, distribution_column name, column_type regtype, colocation integer,
	shard_count integer);
create table pg_dist_node (groupid integer);
create function create_distributed_table(table_name regclass, distribution_column text, shard_count integer default null,
	colocate_with text default 'default') returns void language plpgsql as \$\$
declare
	its_type regtype;
	neighbor pg_dist_partition;
	bad text;
begin
	select atttypid into its_type from pg_attribute
	where attrelid = table_name and attname = distribution_column and not attisdropped and attnotnull;
	if its_type is null then
		raise '% has no column % that is not null', table_name, distribution_column;
	end if;
	select string_agg(conname, ', ') into bad from pg_constraint
	where conrelid = table_name and contype in ('p', 'u', 'x') and not conkey @> array[(select attnum from pg_attribute
		where attrelid = table_name and attname = distribution_column)];
	if bad is not null then
		raise 'keys of % without %: %', table_name, distribution_column, bad;
	end if;
	select string_agg(indexrelid::regclass::text, ', ') into bad from pg_index
	where indrelid = table_name and indisunique and not (select attnum from pg_attribute
		where attrelid = table_name and attname = distribution_column) = any (indkey::smallint[]);
	if bad is not null then
		raise 'unique indexes of % without %: %', table_name, distribution_column, bad;
	end if;
	select string_agg(conname, ', ') into bad from pg_constraint
	where contype = 'f' and (conrelid = table_name or confrelid = table_name);
	if bad is not null then
		raise 'foreign keys of %: %', table_name, bad;
	end if;
	select string_agg(tgname, ', ') into bad from pg_trigger where tgrelid = table_name and not tgisinternal;
	if bad is not null then
		raise 'triggers of %: %', table_name, bad;
	end if;
	select string_agg(attname, ', ') into bad from pg_attribute
	where attrelid = table_name and attnum > 0 and (attidentity <> '' or attgenerated <> '');
	if bad is not null then
		raise 'columns of % that one node would have to number: %', table_name, bad;
	end if;
	if (select relrowsecurity or relispartition or relkind not in ('r', 'p') from pg_class where oid = table_name) then
		raise '% is not a plain or partitioned table', table_name;
	end if;
	if colocate_with not in ('default', 'none') then
		select * into neighbor from pg_dist_partition where logicalrelid = colocate_with::regclass;
		if neighbor is null then
			raise '% is not distributed yet', colocate_with;
		elsif neighbor.column_type <> its_type then
			raise '% by % is % where % is by %', table_name, distribution_column, its_type, colocate_with, neighbor.column_type;
		elsif shard_count is not null then
			raise 'shard_count and colocate_with exclude each other';
		end if;
	end if;
	insert into pg_dist_partition
	values (table_name, distribution_column, its_type, coalesce(neighbor.colocation, (select count(*) from pg_dist_partition)),
		coalesce(neighbor.shard_count, shard_count, 32));
end
\$\$;
create function citus_set_coordinator_host(host text, port integer) returns void language sql as
	'insert into pg_dist_node values (0)'"
# Leave out only the lines that need the extension
grep -v '^create extension\|^alter system set citus\.\|^select pg_reload_conf' sql/distributed/citus.sql >"$work/citus.sql"
is "$(($(wc -l <sql/distributed/citus.sql) - $(wc -l <"$work/citus.sql")))" 4 'only four lines need the extension'
exits 0 'the other lines run' psql -Xq -v ON_ERROR_STOP=1 -f "$work/citus.sql"
is "$(sql 'select logicalrelid, distribution_column, column_type from pg_dist_partition' | sort | tr '\n' ' ')" \
	'iv_surface|ticker|text lane_features|ticker|text lane_telemetry|ticker|text option_bars|symbol|text ' 'the four series, by symbol'
is "$(sql "select count(distinct colocation) from pg_dist_partition where distribution_column = 'ticker'")" 1 \
	'the series by ticker are colocated'
is "$(sql 'select count(*) from pg_dist_node')" 1 'the coordinator takes part'
exits 0 'the script runs a second time' psql -Xq -v ON_ERROR_STOP=1 -c 'truncate pg_dist_partition' -f "$work/citus.sql"
is "$(sql 'select count(*) from pg_dist_node')" 1 'the coordinator is added once'
is "$(sql "select string_agg(c.relname, ' ' order by c.relname) from pg_class c
	where c.relkind = 'p' and c.relnamespace = 'public'::regnamespace and not exists (select from pg_dist_partition where logicalrelid = c.oid)")" \
	'' 'no partitioned table is left out'

# The replacing functions refuse a schema that Citus cannot distribute
refused() {
	name=$1
	exits 3 "$name" psql -Xq -v ON_ERROR_STOP=1 -c begin -c 'truncate pg_dist_partition' -c "$2" -f "$work/citus.sql"
	like "$err" "$3" "$name: the message says why"
}
refused 'a key without the symbol' 'alter table option_bars drop constraint option_bars_pkey, add primary key (ts)' \
	'keys of option_bars without symbol'
refused 'a unique index without it' 'create unique index on only lane_features (ts)' 'unique indexes of lane_features without ticker'
refused 'a foreign key' 'alter table lane_features add foreign key (ticker) references ticker_universe' 'foreign keys of lane_features'
refused 'another type' 'drop view prunable_iv_surface, prunable_iv_surface_wings; alter table iv_surface alter column ticker type varchar(10)' \
	'iv_surface by ticker is character varying where lane_telemetry is by text'
refused 'a generated column' 'alter table lane_features add column n bigint generated always as (bars + 1) stored' 'columns of lane_features'

# A query that reads two series must join them by the symbol; the parts of a union are queries of their own, and the name of a
# table in quotation marks reads nothing
for file in sql/query/*/*.sql; do
	series=$(sed "s/--.*//; s/'[^']*'//g" "$file" | awk -v RS='union all' '{ m = ""
		split("iv_surface lane_features lane_telemetry option_bars", names, " ")
		for (i = 1; i <= 4; i++) if ((" " $0 " ") ~ "[^a-z_]" names[i] "[^a-z_]") m = m names[i] " "
		if (length(m) > length(most)) most = m } END { printf "%s", most }')
	[ "$(printf '%s' "$series" | wc -w)" -gt 1 ] || continue
	sed 's/--.*//' "$file" | grep -Eq 'using \([^)]*ticker[^)]*\)|\.ticker = [a-z]+\.ticker|ticker = (any \()?\$[0-9]'
	ok $? "$file joins $series by the symbol"
done
finish
