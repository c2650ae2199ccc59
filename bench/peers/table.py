"""The results as a Markdown table."""


def markdown(heading, rows, missing):
    lines = [heading, "", "| operation | mmaptool | against | | ratio | target | |", "|---|---|---|---|---|---|---|"]
    for row in rows:
        target = "" if row.target is None else f">= {row.target:g}"
        met = "" if row.target is None else "met" if row.ratio >= row.target else "missed"
        lines.append(f"| {row.operation} | {time_of(row.ours)} | {row.peer} | {time_of(row.theirs)} | {row.ratio:.2f} | {target} | {met} |")
    notes = dict.fromkeys(f"{row.operation}: {row.note}" for row in rows if row.note)
    lines += ["", "A ratio is the time of the other divided by ours. Within a row our own times differed by a factor of "
              f"{max((row.spread for row in rows), default=1):.1f} at most."]
    lines += [f"- {note}" for note in notes]
    lines += [f"- missing: {name} (Debian: apt-get install {package})" for name, package in sorted(missing.items())]
    return "\n".join(lines)


def time_of(seconds):
    return f"{seconds:.2f} s" if seconds >= 1 else f"{seconds * 1000:.1f} ms"
