"""The measured contests: the rows of the table of targets."""
import os
import pathlib
import shlex

import scripts
from measuring import Contest, Peer

# As f4 its numbers lie between 0 and 1, like all others of the file.
NEEDLE = "nee>dle>tha>tis>onc>e.>>"

# Written files are removed before each command, so that a round does not end with both.
SAME_IF_THERE = "{ test ! -e theirs.out || cmp ours.out theirs.out; }"


def all_of(session):
    """The contests, in the order of the table. Makes the files that they need on the way."""
    make_files(session)
    for group in (reductions, cache_states, swaps, augmented, extracts, pipes, searches, layouts, texts, digests, patches, memory):
        yield from group(session)


def make_files(session):
    """data: f4 from 0 to 1, a MiB of them over and over, whose shortest text takes as long as any; the needle near its end."""
    scripts.run(session.python, "make.py", str(session.size), NEEDLE)
    for name, text in scripts.FILES.items():
        pathlib.Path(name).write_text(text)


def python(session, script, *arguments):
    return shlex.join([session.python, script, *arguments])


def reductions(session):
    everything = f"{session.tool} stats data '<f4' --json >ours.out"
    mebibytes = session.size >> 20
    yield Contest(f"stats of f4, {session.threads} threads", f"{everything} --threads {session.threads}", [
        Peer("C++ sum of hot memory", f"./limit sum {mebibytes} {session.threads}", target=0.85, prints_seconds=True),
        *[Peer(f"C++ sum of the file, {way}", f"./limit sumfile data {session.threads} {way}", prints_seconds=True) for way in ("mapped", "buffered")],
        *same_work(session.threads),
        Peer("NumPy sum", python(session, "sum.py"), "numpy", 5),
    ], check=f"{python(session, 'check_sum.py')}" if session.has_numpy else "")
    yield Contest("stats of f4, 1 thread", f"{everything} --threads 1", [
        Peer("C++ sum of hot memory", f"./limit sum {mebibytes} 1", target=0.88, prints_seconds=True),
        *[Peer(f"C++ sum of the file, {way}", f"./limit sumfile data 1 {way}", prints_seconds=True) for way in ("mapped", "buffered")],
        *same_work(1),
        Peer("NumPy sum", python(session, "sum.py"), "numpy", 2.5),
        Peer("NumPy sum, min, max, std", python(session, "sum.py", "all"), "numpy"),
    ])


def same_work(threads):
    """The numbers that stats computes, by the instructions of this processor, and by those of the native form."""
    return [Peer(f"C++ least, greatest, sum and squares, buffered{instructions}", f"./{limit} statsfile data {threads}", prints_seconds=True)
            for limit, instructions in (("limit", ""), ("limit-v3", ", x86-64-v3"))]


def backed(mebibytes):
    """Makes the host provide memory before a command fills the cache or writes a new file."""
    return f"./limit touch {mebibytes}"


def cache_states(session):
    command = f"{session.tool} stats data '<f4' --json --io {{}} >ours.out"
    # The pages that a command leaves in the cache decide the speed of the next one. So all commands follow the same one.
    read = f"{python(session, 'evict.py', '0')}; cat data >/dev/null"
    for state, before in (("warm", ""), ("cold", f"{read}; {python(session, 'evict.py', '0')}"), ("half warm", f"{read}; {python(session, 'evict.py', '2')}")):
        yield Contest(f"stats of f4, {state} cache, --io auto", command.format("auto"), [
            Peer("--io mapped", command.format("mapped"), best_of="the better of mapped and buffered", target=0.95),
            Peer("--io buffered", command.format("buffered"), best_of="the better of mapped and buffered", target=0.95),
        ], before=before)


def swaps(session):
    os.system("for copy in ours theirs third fourth; do cp --reflink=never data $copy; done; sync")
    ours = f"{session.tool} convert ours '<u2' --to '>u2' --in-place --quiet"
    # Each command swaps every time. The number of rounds is the same for all, so that the files agree after each.
    yield Contest("byte swap in place, no journal, no sync", f"{ours} --no-journal --no-sync", [
        Peer("dd conv=swab", "dd if=theirs of=theirs bs=1M conv=swab,notrunc status=none", "dd", 3.5),
        Peer("NumPy in place", python(session, "swap.py", "third"), "numpy", 15),
        Peer(f"plain pread and pwrite, {session.threads} threads", f"./limit swap fourth {session.threads}"),
    ], check="cmp ours theirs && cmp ours third && cmp ours fourth" if session.has_numpy else "cmp ours theirs && cmp ours fourth", as_often=True)
    os.system("rm -f third fourth; cp --reflink=never ours theirs && sync")
    yield Contest("byte swap in place, durable, no journal", f"{ours} --no-journal", [
        Peer("plain pwrite and fsync", "./limit swap theirs", target=0.9),
    ], check="cmp ours theirs", as_often=True)
    yield Contest("byte swap in place, durable, journaled", ours, [
        Peer("plain pwrite and fsync", "./limit swap theirs", target=0.33),
    ], check="cmp ours theirs", as_often=True)
    os.system("rm -f ours theirs")


def augmented(session):
    os.system("cp --reflink=never data ours && cp --reflink=never data third && sync")
    for name, edit, operation in (("f4 *= 0.5", "<f4 *= 0.5", "half"), ("u1 ^= 0x5a", 'u1 ^= x"5a"', "xor"), ("a column of f4 *= 0.5", "<f4(-1,8)[:,0] *= 0.5", "column")):
        yield Contest(f"{name} in place, no journal, no sync", f"{session.tool} patch ours '{edit}' --quiet --no-journal --no-sync", [
            Peer("NumPy in place", python(session, "augmented.py", "third", operation), "numpy"),
        ], check="cmp ours third" if session.has_numpy else "", as_often=True)
    os.system("rm -f ours third")


def extracts(session):
    os.system("rm -f ours.out theirs.out")
    mebibytes = session.size >> 20
    clean = f"rm -f $who.out limit.out; sync; {backed(mebibytes)}"
    same = f"{SAME_IF_THERE} && cmp data ours.out"
    ours = f"{session.tool} extract data -o ours.out --quiet"
    yield Contest("extract to a new file, no sync", f"{ours} --no-sync", [
        Peer("C++ pwrite alone, of one hot buffer", f"./limit write limit.out {mebibytes}", prints_seconds=True),
        Peer(f"C++ pread and pwrite, {session.threads} threads", f"./limit copy data limit.out {session.threads} {mebibytes}", prints_seconds=True),
        Peer("dd bs=1M", "dd if=data of=theirs.out bs=1M status=none", "dd", 1.5),
        Peer("cp", "cp --reflink=never data theirs.out", "cp", 1.5),
        Peer("copy_file_range", python(session, "copy_file_range.py"), target=1.5),
    ], before=clean, check=same)
    yield Contest("extract to a new file, durable", ours, [
        Peer("C++ pwrite alone, of one hot buffer, and fsync", f"./limit writesync limit.out {mebibytes}", prints_seconds=True),
        Peer("dd bs=1M conv=fsync", "dd if=data of=theirs.out bs=1M conv=fsync status=none", "dd", 1.6),
    ], before=clean, check=same)
    os.system("rm -f ours.out theirs.out limit.out")


def pipes(session):
    ours = f"{session.tool} extract data -o -"
    for name, reader, note in (
            ("extract to a pipe", "./limit drain", "the reader splices to /dev/null, so that it costs next to nothing"),
            ("extract to a pipe that cat reads", "cat >/dev/null", "")):
        peers = [Peer(f"dd bs={size}", f"dd if=data bs={size} status=none | {reader}", "dd", 8, best_of="the best dd") for size in ("64k", "256k", "1M")]
        yield Contest(name, f"{ours} | {reader}", [*peers, Peer("C++ splice", f"./limit splice data | {reader}")], check=f"{ours} | cmp - data", note=note)


def searches(session):
    pattern = f'"{NEEDLE}"'
    for threads, target in ((1, 2), (session.threads, 3.5 if session.threads >= 4 else 2)):
        yield Contest(f"find bytes, {threads} thread{'s' if threads > 1 else ''}",
                      f"{session.tool} find data '{pattern}' --count --threads {threads} >ours.out", [
                          Peer("rg --mmap", f"rg --mmap -a -o -b -F -j {threads} '{NEEDLE}' data >theirs.out", "rg", target),
                      ], check='test "$(cat ours.out)" = "$(wc -l <theirs.out)"',
                      note="" if session.threads >= 4 else "the target of 3.5 is for 4 threads; ripgrep searches one file on one thread")


def layouts(session):
    os.system("rm -f ours.out theirs.out")
    side = 1 << ((session.size // 4).bit_length() - 1) // 2
    deep = session.size // (512 * 1024 * 4)
    # Name, view, its NumPy counterpart, target, MiB that are written.
    for name, view, counterpart, target, mebibytes in (
            ("a column of 1024 (f4)", "<f4(-1,1024)[:,100]", "data[: data.size // 1024 * 1024].reshape(-1, 1024)[:, 100]", 1.4, 0),
            (f"a transpose of {side} x {side} (f4)", f"<f4[:{side * side}].reshape({side},{side}).T", f"data[: {side * side}].reshape({side}, {side}).T", 10,
             side * side >> 18),
            (f"({deep},512,1024).transpose(2,0,1) (f4)", f"<f4[:{deep << 19}].reshape({deep},512,1024).transpose(2,0,1)",
             f"data[: {deep << 19}].reshape({deep}, 512, 1024).transpose(2, 0, 1)", None, deep << 1),
            ("backwards (f4)", "<f4[::-1]", "data[::-1]", None, session.size >> 20),
            ("every other (f4)", "<f4[::2]", "data[::2]", None, 0),
            ("a field of 8 of 16 bytes", "{a:<f4,b:<f8,c:<i4}.b", "data[: data.size // 4 * 4].view([('a', '<f4'), ('b', '<f8'), ('c', '<i4')])['b']", None, 0)):
        peers = [Peer("NumPy", python(session, "layout.py", counterpart), "numpy", target)]
        if mebibytes > 0:
            peers.insert(0, Peer(f"C++ pread and pwrite, {session.threads} threads, as it lies", f"./limit copy data limit.out {session.threads} {mebibytes}", prints_seconds=True))
        yield Contest(f"extract {name}", f"{session.tool} extract data {shlex.quote(view)} -o ours.out --quiet --no-sync", peers,
                      before=f"rm -f $who.out limit.out; {backed(session.size >> 20)}", check=SAME_IF_THERE)
    os.system("rm -f ours.out theirs.out limit.out")


def texts(session):
    part = min(session.size, 256 << 20)
    os.system(f"head -c {part} data >part")
    yield Contest(f"hex dump of {part >> 20} MiB", f"{session.tool} show part --hex | ./limit drain", [
        Peer("xxd", "xxd part | ./limit drain", "xxd", 1),
        Peer("hexyl", "hexyl --border none --color never part | ./limit drain", "hexyl", 1),
        Peer("basenc --base16", "basenc --base16 part | ./limit drain", "basenc", 1),
    ], check=f"head -c 4000000 part >some && cmp <({session.tool} show some --hex) <(xxd some)")
    os.system(f"head -c {part // 8} data >part")
    yield Contest(f"text of {part >> 23} MiB of f4", f"{session.tool} show part '<f4' --all | ./limit drain", [
        Peer("od -tf4", "od -An -v -tf4 part | ./limit drain", "od", 50)],
        note="od prints other text for the same values; the values are compared with NumPy's in the tests")
    os.system("rm -f part some")


def digests(session):
    yield Contest("sha256", f"{session.tool} hash data >ours.out", [
        Peer("openssl", "openssl dgst -sha256 data >theirs.out", "openssl", 0.95)],
        check="test \"$(grep -o '[0-9a-f]\\{64\\}' ours.out)\" = \"$(grep -o '[0-9a-f]\\{64\\}' theirs.out)\"")
    yield Contest("crc32", f"{session.tool} hash data --algorithm crc32 >ours.out", [
        Peer("zlib", python(session, "crc.py"), target=1)], check="test \"$(grep -o '^[0-9a-f]\\{8\\}' ours.out)\" = \"$(cat theirs.out)\"")


def patches(session):
    os.system("cp --reflink=never data ours && cp --reflink=never data theirs && sync")
    for count in (1000, 100000):
        scripts.run(session.python, "edits.py", str(count), str(session.size))
        yield Contest(f"patch, {count:,} edits, durable, journaled", f"{session.tool} patch ours --script edits --quiet", [
            Peer("the same with --no-journal", f"{session.tool} patch theirs --script edits --quiet --no-journal", target=1 / 1.2),
            Peer("Python mmap, flush, fsync", python(session, "patch.py", "third"), best_of=""),
        ], before="test -e third || cp --reflink=never data third", check="cmp ours theirs && cmp ours third", as_often=True)
    os.system("rm -f ours theirs third")


def memory(session):
    """A cgroup of 64 MiB, as root: everything cold, since the cache counts."""
    group = pathlib.Path("/sys/fs/cgroup/memory/mmaptool-compare")
    try:
        group.mkdir(exist_ok=True)
        (group / "memory.limit_in_bytes").write_text(str(64 << 20))
    except OSError:
        session.missing["a cgroup (v1) of 64 MiB"] = "none; run as root"
        return
    enter = f"echo $BASHPID >{group}/cgroup.procs; "
    cold = python(session, "evict.py", "0")
    for verb in (f"stats data '<f4' --json", f"extract data -o - "):
        end = ">ours.out" if "stats" in verb else "| ./limit drain"
        yield Contest(f"{verb.split()[0]} in 64 MiB of memory, cold", f"({enter} {session.tool} {verb} {end})", [
            Peer("cold dd", f"({enter} dd if=data of=/dev/null bs=1M status=none)", "dd", 0.8),
            *([] if "stats" in verb else [Peer("C++ splice", f"({enter} ./limit splice data | ./limit drain)")])], before=cold)
    group.rmdir()
