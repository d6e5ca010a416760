# The report of demo_gates.sh, from the objects of demo_day.sql.
def cents: . * 100 | round / 100;
def mean: add / length;
def deviation: (mean as $m | map((. - $m) * (. - $m)) | add / ([length - 1, 1] | max) | sqrt);
def summary: "\(mean | cents) with a standard error of \(deviation / (length | sqrt) | cents)";
def percent: "\(. * 1000 | round / 10) %";

(map(.start_cash) | unique) as $cash
| sort_by(.seed)
| ("seed        day    cash  decided  chosen  unaffordable  entries      pnl    spread     fees",
	(.[] | [.seed, .day, .start_cash, .decided, .chosen, .unaffordable, .entries, (.pnl | cents), (.spread | cents), (.fees | cents)]
		| map(tostring) | join("\t")),
	"",
	"news edge: \(map(.news_edge) | unique | join(", "))",
	"days with an entry: \(map(select(.entries > 0)) | length) of \(length)",
	"mean profit of a day in % of the cash: \(map(.pnl / .start_cash * 100) | summary); costs: \(map((.spread + .fees) / .start_cash * 100) | summary)",
	(if ($cash | length) == 1 then "mean profit of a day: \(map(.pnl) | summary) dollars; costs: \(map(.spread + .fees) | summary) dollars" else empty end),
	"unaffordable: \((map(.unaffordable) | add) / ([map(.chosen) | add, 1] | max) | percent) of what reached the choice of a contract",
	"",
	"why not:",
	(map(.why // {} | to_entries[]) | group_by(.key) | map({why: .[0].key, n: (map(.value) | add)}) | sort_by(-.n)[] | "\(.n)\t\(.why)"),
	"",
	"exits:",
	(map(.exits // {} | to_entries[]) | group_by(.key) | map({why: .[0].key, n: (map(.value) | add)}) | sort_by(-.n)[] | "\(.n)\t\(.why)"),
	"",
	"gate\tdays on which it refused\trefusals\tevaluated\tnulls\tnot applicable",
	(map(.gates // {} | to_entries[]) | group_by(.key)
		| map([.[0].key, (map(select(.value.fires > 0)) | length), (map(.value.fires) | add), (map(.value.evaluated) | add),
			(map(.value.nulls) | add), (map(.value.not_applicable) | add)])
		| sort_by(-.[2])[] | map(tostring) | join("\t")))
