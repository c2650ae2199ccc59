"""The results as a Markdown table, row by row."""


class Table:
    def __init__(self, heading):
        self.heading = heading
        self.top = "\n".join([heading, "", "| operation | mmaptool | against | | ratio | target | |", "|---|---|---|---|---|---|---|"])
        self.lines, self.notes, self.spread = [], {}, 1

    def add(self, row):
        """Adds a row to the table, and returns its line."""
        target = "" if row.target is None else f">= {row.target:.2g}"
        met = "" if row.target is None else "met" if row.ratio >= row.target else "missed"
        self.lines.append(f"| {row.operation} | {time_of(row.ours)} | {row.peer} | {time_of(row.theirs)} | {row.ratio:.2f} | {target} | {met} |")
        for note in row.notes:
            self.notes[f"{row.operation}: {note}"] = None
        self.spread = max(self.spread, row.spread)
        return self.lines[-1]

    def bottom(self, missing):
        return "\n".join([
            "", f"A ratio is the time of the other divided by ours. Within a row our own times differed by a factor of {self.spread:.1f} at most.",
            *(f"- {note}" for note in self.notes),
            *(f"- missing: {name} (Debian: apt-get install {package})" for name, package in sorted(missing.items()))])

    def merged(self, old):
        """An earlier table in which the rows of this one replace those of the same operations, with a line that says so."""
        mine = {}
        for line in self.lines:
            mine.setdefault(operation_of(line), []).append(line)
        kept, placed = [], set()
        for line in old.splitlines():
            operation = operation_of(line)
            if operation not in mine:
                kept.append(line)
            elif operation not in placed:
                placed.add(operation)
                kept += mine[operation]
        return "\n".join([*kept, *(line for line in map(self.again, mine) if line not in kept)])

    def again(self, operation):
        return f"- {operation}: measured again, {self.heading.partition(',')[0]}, {self.heading.rpartition(', ')[2]}"

    def text(self, missing):
        return "\n".join([self.top, *self.lines, self.bottom(missing)])


def operation_of(line):
    """The operation that a row measures; for other lines a text that no row has."""
    cells = line.split(" | ")
    return cells[0].removeprefix("| ") if len(cells) > 5 else ""


def time_of(seconds):
    return f"{seconds:.2f} s" if seconds >= 1 else f"{seconds * 1000:.1f} ms"
