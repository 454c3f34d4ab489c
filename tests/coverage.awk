# gcov -n -b OBJECT... | awk -f tests/coverage.awk: per source file, the lines that ran and the
# branches that were taken, the least covered first; then the total.

/^File '/ {
	split($0, quoted, "'")
	file = quoted[2] ~ /^(gateway|handlers)\/.*\.c$/ ? quoted[2] : ""
	next
}

# "Lines executed:83.33% of 6". gcov's own total, which belongs to no file, comes last.
file != "" && /^(Lines executed|Taken at least once):/ {
	kind = /^Lines/ ? "lines" : "branches"
	if ((kind, file) in all)
		next
	split($0, part, /[:%]/)
	all[kind, file] = $NF
	ran[kind, file] = int(part[2] * $NF / 100 + 0.5)
	files[file]
}

function percent(ran, all) {
	return all ? sprintf("%5.1f%% of %5d", 100 * ran / all, all) : "none          "
}

function row(name, ran_lines, lines, ran_branches, branches) {
	return percent(ran_lines, lines) " lines  " percent(ran_branches, branches) " branches  " name
}

END {
	for (name in files) {
		l = all["lines", name]
		b = all["branches", name]
		print row(name, ran["lines", name], l, ran["branches", name], b) | "sort -n"
		lines += l
		branches += b
		ran_lines += ran["lines", name]
		ran_branches += ran["branches", name]
	}
	close("sort -n")
	print row("all", ran_lines, lines, ran_branches, branches)
}
