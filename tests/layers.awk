# awk -f tests/layers.awk tests/layers.txt FILE...: every include against the rules.

# The row that a path belongs to: its folder under gateway/, else handlers or main.
function row(path,    part) {
	if (path ~ /^handlers\//)
		return "handlers"
	if (path !~ /^gateway\//)
		return "handlers" # quoted includes are relative to gateway/ or handlers/
	split(path, part, "/")
	return part[3] == "" ? "main" : part[2]
}

function complain(what) {
	printf "%s:%d: %s\n", FILENAME, FNR, what
	faults++
}

FILENAME ~ /layers\.txt$/ {
	if ($1 == "layer")
		for (i = 4; i <= NF; i++)
			may[$2, $i] = 1
	if ($1 == "only")
		for (i = 3; i <= NF; i++)
			home[$2] = home[$2] " " $i
	next
}

/^#include "/ {
	split($0, quoted, "\"")
	header = quoted[2]
	if (header ~ /\.inc$/)
		next
	mine = row(FILENAME)
	theirs = header ~ /\// ? row("gateway/" header) : row("handlers/" header)
	if (mine != theirs && !((mine, theirs) in may))
		complain(mine " may not include " theirs " (" header ")")
}

/^#include </ {
	header = $2
	gsub(/[<>]/, "", header)
	if ((header in home) && index(home[header] " ", " " FILENAME " ") == 0)
		complain("only" home[header] " may include <" header ">")
}

END {
	exit faults > 0
}
