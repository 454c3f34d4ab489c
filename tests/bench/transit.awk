# awk -v feed=NAME -f transit.awk transit.txt OURS THEIRS: every figure, with its target.
FILENAME ~ /transit\.txt$/ {
	if ($1 == feed)
		bound[$2] = $3 " " $4
	next
}

{
	value[$1] = $2
	order[++count] = $1
}

function is_met(what, b) {
	split(bound[what], b, " ")
	return b[1] == "<=" ? value[what] + 0 <= b[2] + 0 : value[what] + 0 >= b[2] + 0
}

END {
	if ("peer_mean_us" in value) {
		order[++count] = "peer_over_ours"
		value["peer_over_ours"] = sprintf("%.1f", value["peer_mean_us"] / value["pareto_one_day_mean_us"])
	}
	for (i = 1; i <= count; i++) {
		what = order[i]
		printf "%-11s %-22s %12s", feed, what, value[what]
		if (what in bound)
			printf "  %-10s %s", bound[what], is_met(what) ? "met" : "MISSED"
		printf "\n"
	}
}
