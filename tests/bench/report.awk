# Reads figures.txt, then the rows of bench.sh ("name value", one a round, and "! name
# reason" for what could not be measured). Prints a table; writes flat JSON to `json`.

function median(list, n,    i, j, t)
{
	for (i = 2; i <= n; i++)
		for (j = i; j > 1 && list[j] < list[j - 1]; j--) {
			t = list[j]; list[j] = list[j - 1]; list[j - 1] = t
		}
	return n % 2 ? list[(n + 1) / 2] : (list[n / 2] + list[n / 2 + 1]) / 2
}

# The median of a figure, or of the ratios of two, round by round; "" when there is none.
function figure(f,    list, i, n)
{
	if (over[f] == "") {
		for (i = 1; i <= rounds[f]; i++)
			list[i] = value[f, i]
		return rounds[f] ? median(list, rounds[f]) : ""
	}
	for (i = 1; i <= rounds[over[f]] && i <= rounds[under[f]]; i++)
		if (value[under[f], i] > 0)
			list[++n] = value[over[f], i] / value[under[f], i]
	return n ? median(list, n) : ""
}

function verdict(f, v)
{
	if (bound[f] == "-")
		return ""
	if (v == "")
		return "missed"
	return (bound[f] == "<=" ? v <= target[f] : v >= target[f]) ? "met" : "missed"
}

function why(f)
{
	return reason[f] ? reason[f] : reason[over[f]] ? reason[over[f]] : reason[under[f]]
}

/^#/ { next }
FNR == NR { order[++count] = $1; bound[$1] = $2; target[$1] = $3; over[$1] = $4; under[$1] = $5; next }
$1 == "!" { f = $2; $1 = $2 = ""; sub(/^ +/, ""); reason[f] = $0; next }
{ value[$1, ++rounds[$1]] = $2 + 0 }

END {
	printf "%-30s %12s  %-9s %s\n", "figure", "value", "target", "" 
	for (i = 1; i <= count; i++) {
		f = order[i]
		v = figure(f)
		shown = v == "" ? "null" : sprintf(v == int(v) ? "%d" : v < 100 ? "%.3f" : "%.0f", v)
		printf "%-30s %12s  %-9s %s%s\n", f, shown, bound[f] == "-" ? "" : bound[f] " " target[f],
			verdict(f, v), v == "" && why(f) ? " (" why(f) ")" : ""
		printf "%s  \"%s\": %s", i == 1 ? "{\n" : ",\n", f, shown > json
	}
	print "\n}" > json
}
