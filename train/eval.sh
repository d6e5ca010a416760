#!/bin/sh
# eval.sh OPTIONS... ROWS: evaluates each of five folds of ROWS by opt-classify --eval with weights trained on the other
# four. OPTIONS are those of train. Prints one JSON object: the folds, their means, the confusion and calibration of all
# rows.
set -eu
work=$BUILD/train
for fold in 0 1 2 3 4; do
	"$work/train" -k 5 -f $fold -t "$work/held.$fold.csv" -o "$work/weights.$fold" "$@"
	"$BUILD/bin/opt-classify" --eval "$work/held.$fold.csv" --weights "$work/weights.$fold" >"$work/eval.$fold.json"
done
# The bins are those of all rows: right labels and confidences are summed before they are compared.
jq -s '
	def bins: group_by(.from) | map({from: .[0].from, rows: (map(.rows) | add),
		confidence: ((map(.rows * .confidence) | add) / (map(.rows) | add)),
		accuracy: ((map(.rows * .accuracy) | add) / (map(.rows) | add))});
	def error: (map(.rows * (.confidence - .accuracy | fabs)) | add) / (map(.rows) | add);
	def places: . * 10000 | round / 10000;
	{
		rows: (map(.rows) | add),
		accuracy: ((map(.rows * .accuracy) | add) / (map(.rows) | add) | places),
		macro_f1: ((map(.rows * .macro_f1) | add) / (map(.rows) | add) | places),
		calibration_error: ([.[].reliability[]] | bins | error | places),
		calibration: (. as $folds | ["negative", "neutral", "positive"] | map({key: .,
			value: ([. as $name | $folds[].calibration[$name].reliability[]] | bins | error | places)})
			| from_entries),
		reliability: ([.[].reliability[]] | bins | map(map_values(places))),
		confusion: (map(.confusion) | reduce .[] as $one ({}; reduce ($one | paths(numbers)) as $p
			(.; setpath($p; getpath($p) + ($one | getpath($p)))))),
		folds: map({rows, accuracy, macro_f1, calibration_error})
	}' "$work"/eval.[0-4].json
