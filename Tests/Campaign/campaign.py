#!/usr/bin/env python3
"""Attacks run folders: kills at chosen moments, disks that fill up, damaged files, two writers at once.

Each case ends in one of two ways: the run is taken up to the very numbers of a run that was never touched, by the digests
of its rounds, or it is refused by the name of what is wrong. Anything else is a failure: it is told with its seed, which
gives the same case again, and its folder is kept.

  Tests/Campaign/campaign.py                      ten minutes of seed 0
  Tests/Campaign/campaign.py --seconds 120 --seed 7
  Tests/Campaign/campaign.py --kind damage        one kind alone: kill, monitor, disk, damage, hurt, cache, writers
  Tests/Campaign/campaign.py --case 1234          one case again; its folder is kept
"""
import argparse, collections, json, os, pty, random, re, resource, select, shutil, signal, subprocess, sys, tempfile, time

HERE = os.path.dirname(os.path.abspath(__file__))
TESTS = os.path.dirname(HERE)
MODEL = f"{TESTS}/ModelsTests/Fixtures/tiny-gpt2"
EDITS = f"{TESTS}/EditingTests/Fixtures/edits.json"
TEXT = f"{TESTS}/EditingTests/Fixtures/text.txt"
EDITORS = ["memit", "memit-seq", "rect", "prune", "rome", "emmet", "ft", "ft-l"]
LIMIT = 60  # seconds that one call may take


class Failure(Exception):
    """Neither the same numbers nor a refusal by name."""


def ignore_size_signal():
    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)


class Case:
    """One run, what is done to it, and what comes of that."""

    def __init__(self, number, seed, kind, revive):
        self.random = random.Random(f"{seed} {number}")
        self.kind, self.revive = kind, revive
        self.folder = tempfile.mkdtemp(prefix="revive-campaign-")
        self.calls = []
        self.kills = 0
        self.environment = dict(
            os.environ, OPENBLAS_NUM_THREADS="1", XDG_STATE_HOME=f"{self.folder}/state",
            XDG_CACHE_HOME=f"{self.folder}/cache", TERM="xterm-256color")

    def path(self, name):
        return f"{self.folder}/{name}"

    # What is run

    def options(self):
        pick = self.random
        words = ["--editor", pick.choice(EDITORS), "--layers", pick.choice(["1", "2", "1,2"]), "--round",
                 pick.choice(["1", "2", "3"]), "--steps", "2", "--ridge", "0.05", "--seed", str(pick.randrange(9))]
        guard = pick.choice([None, "on", "on", "2", "3"])
        if guard:
            words += ["--revive", guard, "--tau", "0.4", "--guard", pick.choice(["revive", "scaled", "random"])]
        return ["--model", MODEL, "--edits", EDITS, "--moments", TEXT] + words

    def call(self, *arguments, size=None, kill_after=None, kill_at=None):
        """The exit code, and what was said; killed after so many seconds, or at its nth call of the system that writes."""
        command = [self.revive, *arguments]
        if kill_at:
            calls = "openat,write,pwrite64,ftruncate,fsync,fdatasync,rename,unlink"
            command = ["strace", "-f", "-qq", "-o", "/dev/null", "-e", f"trace={calls}",
                       "-e", f"inject={calls}:signal=KILL:when={kill_at}"] + command

        def limits():
            if size:
                ignore_size_signal()
                resource.setrlimit(resource.RLIMIT_FSIZE, (size, size))

        self.calls.append(" ".join(command) + (f"  # files of {size} bytes" if size else ""))
        process = subprocess.Popen(
            command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, env=self.environment,
            preexec_fn=limits)
        try:
            output, _ = process.communicate(timeout=kill_after or LIMIT)
        except subprocess.TimeoutExpired:
            process.kill()
            output, _ = process.communicate()
            if kill_after is None:
                raise Failure(f"no end after {LIMIT} s: {command}")
        # strace gives the signal on.
        self.kills += process.returncode == -signal.SIGKILL
        return process.returncode, output.decode(errors="replace")

    # What came of it

    @staticmethod
    def lines(run):
        try:
            data = open(f"{run}/log.jsonl", "rb").read()
        except FileNotFoundError:
            return []
        return data.split(b"\n")[:-1]

    @classmethod
    def rounds(cls, run):
        """The digests of the rounds that stand, of each branch; nothing of a log that cannot be read."""
        branches = {"main": {}}
        for line in cls.lines(run):
            try:
                entry = json.loads(line)
            except ValueError:
                return None
            branch = branches.setdefault(entry.get("branch", "main"), {})
            if entry["event"] == "fork":
                branches[f"fork-{entry['number']}"] = {
                    n: d for n, d in branch.items() if n <= entry["round"]}
            elif entry["event"] in ("round", "undo"):
                for number in [n for n in branch if n >= entry["round"]]:
                    del branch[number]
                if entry["event"] == "round":
                    branch[entry["round"]] = (entry["edits"], entry.get("update_digest"))
            elif entry["event"] == "fork_end":
                branches = {entry.get("branch", "main"): branch}
        return branches

    def finish(self, run, end=6):
        """Takes a run up to its end. Refusals have to name something of the run, and a way on is taken once."""
        code, output = self.call("resume", run, "--headless", "--until", str(end))
        if code == 0:
            return True
        if code < 0 or "Fatal" in output or "Crash" in output:
            raise Failure(f"code {code}: {output[-600:]}")
        if self.folder not in output:
            raise Failure(f"refused without a name: {output[-600:]}")
        way = re.search(r"--to (\d+)", output)
        if way:
            code, output = self.call("resume", run, "--headless", "--to", way[1], "--until", str(end))
            if code != 0:
                raise Failure(f"the way on that is offered is none: {output[-600:]}")
            return True
        return False

    def expect(self, run, truth):
        found = self.rounds(run)
        if found != truth:
            raise Failure(f"other numbers: {found} in place of {truth}")


def ends(rounds):
    """The edit counts of the trunk's rounds."""
    return [edits for edits, _ in rounds["main"].values()]


def never_touched(case, options, name="truth"):
    run = case.path(name)
    code, output = case.call("run", *options, "--out", run)
    if code != 0:
        raise Failure(f"the run itself fails: {output[-600:]}")
    return run, case.rounds(run)


def kill(case):
    """Killed several times, at any moment or call of the system, and taken up."""
    options = case.options()
    begun = time.time()
    _, truth = never_touched(case, options)
    length = time.time() - begun
    run = case.path("run")
    for turn in range(case.random.randint(1, 3)):
        new = not os.path.exists(f"{run}/config.json")
        arguments = ["run", *options, "--out", run] if new else ["resume", run, "--headless", "--until", "6"]
        if shutil.which("strace") and case.random.random() < 0.7:
            case.call(*arguments, kill_at=case.random.randint(1, 220))
        else:
            case.call(*arguments, kill_after=case.random.uniform(0.02, length))
    if not os.path.exists(f"{run}/config.json"):
        case.call("run", *options, "--out", run)
    elif not case.finish(run):
        raise Failure("a kill leaves what cannot be taken up")
    case.expect(run, truth)
    left = [name for _, _, names in os.walk(run) for name in names if name.endswith((".partial", ".lock"))]
    if left:
        raise Failure(f"left behind: {left}")
    return "same"


def disk(case):
    """A disk on which files cannot grow beyond some size."""
    options = case.options()
    _, truth = never_touched(case, options)
    run = case.path("run")
    size = int(2 ** case.random.uniform(9, 18))
    case.call("run", *options, "--out", run, size=size)
    if case.random.random() < 0.5 and os.path.exists(f"{run}/config.json"):
        case.call("resume", run, "--headless", "--until", "6", size=size * 2)
    if not os.path.exists(f"{run}/config.json"):
        case.call("run", *options, "--out", run)
    elif not case.finish(run):
        raise Failure("a full disk leaves what cannot be taken up")
    case.expect(run, truth)
    save = case.path("saved")
    case.call("resume", run, "--headless", "--until", "6", "--save", save, size=int(2 ** case.random.uniform(9, 21)))
    shutil.rmtree(f"{case.folder}/whole", ignore_errors=True)
    for place in (save, case.path("whole")):
        if not os.path.exists(f"{place}/model.safetensors") or os.path.exists(f"{place}/.unfinished-save"):
            code, output = case.call("resume", run, "--headless", "--until", "6", "--save", place)
            if code != 0:
                raise Failure(f"the save cannot be repeated: {output[-600:]}")
    if open(f"{save}/model.safetensors", "rb").read() != open(f"{case.path('whole')}/model.safetensors", "rb").read():
        raise Failure("another model is saved")
    return "same"


def damaged(pick, data):
    data = bytearray(data)
    if not data:
        return bytes(data)
    for _ in range(pick.randint(1, 3)):
        place = pick.randrange(len(data)) if data else 0
        what = pick.randrange(5)
        if what == 0 and data:
            data[place] ^= 1 << pick.randrange(8)
        elif what == 1:
            data[place:place + 4096] = bytes(len(data[place:place + 4096]))
        elif what == 2:
            del data[place:]
        elif what == 3:
            del data[place:place + pick.randint(1, 99)]
        else:
            data[place:place] = data[place:place + pick.randint(1, 999)]
    return bytes(data)


def damage(case):
    """A finished part of a run whose files are exchanged, cut off, changed or lost."""
    pick = case.random
    options = case.options()
    _, truth = never_touched(case, options)
    run = case.path("run")
    code, _ = case.call("run", *options, "--out", run, "--until", str(pick.choice(ends(truth)[1:])))
    if code != 0:
        raise Failure("the run itself fails")
    updates = sorted(f"{run}/updates/{name}" for name in os.listdir(f"{run}/updates"))
    what = pick.choice(["update", "exchange", "copy", "remove", "log bytes", "log lines", "old update", "settings"])
    if what == "update":
        victim = pick.choice(updates)
        data = open(victim, "rb").read()
        open(victim, "wb").write(damaged(pick, data))
    elif what in ("exchange", "copy") and len(updates) > 1:
        first, second = pick.sample(updates, 2)
        data = open(second, "rb").read()
        if what == "exchange":
            shutil.copy(first, second)
        open(first, "wb").write(data)
    elif what == "remove":
        os.remove(pick.choice(updates))
    elif what == "old update":
        other, _ = never_touched(case, options + ["--lr", "0.7"], "other")
        victim = pick.choice(updates)
        shutil.copy(f"{other}/updates/{os.path.basename(victim)}", victim)
    elif what in ("log bytes", "settings"):
        log = f"{run}/log.jsonl" if what == "log bytes" else f"{run}/config.json"
        data = open(log, "rb").read()
        open(log, "wb").write(damaged(pick, data))
    else:
        lines = case.lines(run)
        for _ in range(pick.randint(1, 3)):
            place = pick.randrange(len(lines))
            how = pick.randrange(3)
            if how == 0:
                lines.insert(pick.randint(0, len(lines)), lines[place])
            elif how == 1 and len(lines) > 1:
                del lines[place]
            else:
                other = pick.randrange(len(lines))
                lines[place], lines[other] = lines[other], lines[place]
        open(f"{run}/log.jsonl", "wb").write(b"\n".join(lines) + b"\n")
    case.calls.append(f"# damage: {what}")
    # Every reader has to end in words, too.
    for command in (["replay", run, "--describe"], ["export", run], ["runs", run, "--json"]):
        code, output = case.call(*command)
        if code < 0 or "Fatal" in output:
            raise Failure(f"{command}: code {code}: {output[-600:]}")
    if not case.finish(run):
        return "refused"
    found, wanted = case.rounds(run), truth
    # Rounds that end elsewhere, as a line that is lost may have it, are told by other digests: then each has its own.
    if found != wanted:
        if found is None or "main" not in found or ends(found) == ends(wanted):
            raise Failure(f"other numbers: {found} in place of {wanted}")
        return "other rounds"
    return "same"


def hurt(case):
    """A log that two processes of an earlier version have written at once, both the same rounds."""
    pick = case.random
    options = case.options()
    _, truth = never_touched(case, options)
    run = case.path("run")
    case.call("run", *options, "--out", run)
    lines = case.lines(run)
    if pick.random() < 0.7:
        lines = [re.sub(rb',"(update|settings)_digest":"[0-9a-f]{16}"', b"", line) for line in lines]
    begun = pick.randint(2, len(lines) - 1)
    first, second = lines[begun:-1], lines[begun:-1]
    mixed = lines[:begun]
    while first or second:
        mixed.append((first if not second or first and pick.random() < 0.6 else second).pop(0))
    mixed = mixed[:pick.randint(begun, len(mixed))]
    open(f"{run}/log.jsonl", "wb").write(b"\n".join(mixed) + b"\n")
    case.calls.append("# the log is mixed: " + " ".join(str(json.loads(line).get("round", "-")) for line in mixed))
    if not case.finish(run):
        raise Failure("a log of two writers cannot be taken up")
    found = case.rounds(run)
    if ends(found) != ends(truth):
        raise Failure(f"other rounds: {found} in place of {truth}")
    if weights(case, run, "a") != weights(case, case.path("truth"), "b"):
        raise Failure("other weights")
    return "same"


def weights(case, run, name):
    """The edited model of a run."""
    place = case.path(f"weights-{name}")
    code, output = case.call("resume", run, "--headless", "--until", "6", "--save", place)
    if code != 0:
        raise Failure(f"cannot be saved: {output[-600:]}")
    return open(f"{place}/model.safetensors", "rb").read()


def cache(case):
    """Statistics that are kept from run to run, exchanged and damaged."""
    pick = case.random
    options = [word for word in case.options()]
    options[options.index("--layers") + 1] = "1,2"
    _, truth = never_touched(case, options)
    files = sorted(os.path.join(at, name) for at, _, names in os.walk(case.path("cache")) for name in names)
    for _ in range(pick.randint(1, 2)):
        if len(files) > 1 and pick.random() < 0.6:
            first, second = pick.sample(files, 2)
            data = open(second, "rb").read()
            shutil.copy(first, second)
            open(first, "wb").write(data)
        elif files:
            victim = pick.choice(files)
            data = open(victim, "rb").read()
            open(victim, "wb").write(damaged(pick, data))
    _, again = never_touched(case, options, "again")
    if again != truth:
        raise Failure(f"other numbers: {again} in place of {truth}")
    return "same"


def writers(case):
    """Several that want to write one folder at once: one does."""
    options = case.options()
    _, truth = never_touched(case, options)
    run = case.path("run")
    resumes = case.random.random() < 0.5
    if resumes:
        case.call("run", *options, "--out", run, "--until", str(case.random.choice(ends(truth)[1:-1] or [6])))
    command = [case.revive] + (["resume", run, "--headless", "--until", "6"] if resumes else ["run", *options, "--out", run])
    case.calls.append(" ".join(command) + "  # three at once")
    all = [subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
                            env=case.environment) for _ in range(3)]
    ended = [(p.communicate(timeout=LIMIT)[0].decode(errors="replace"), p.returncode) for p in all]
    for output, code in ended:
        if code != 0 and "in use by" not in output and "already holds a run" not in output:
            raise Failure(f"code {code}: {output[-600:]}")
    if not any(code == 0 for _, code in ended):
        raise Failure(f"none of three writes: {ended}")
    case.expect(run, truth)
    return "same"


KEYS = ["n", "n", "N", "N", "u", "U", " ", "r", "f", "\r", "\x1b", "e", "j", "k", "q", "y", ":"]


def monitor(case):
    """The monitor with any keys, killed at any moment; its run is taken up twice, straight and with a stop."""
    pick = case.random
    options = case.options()
    run = case.path("run")
    command = [case.revive, "watch", *options, "--out", run]
    case.calls.append(" ".join(command) + "  # in a terminal")
    process, terminal = pty.fork()
    if process == 0:
        os.execve(case.revive, command, case.environment)
    end = time.time() + pick.uniform(0.3, 6)
    keys = []
    try:
        while time.time() < end:
            if select.select([terminal], [], [], 0.02)[0]:
                os.read(terminal, 65536)
            if pick.random() < 0.3:
                keys.append(pick.choice(KEYS))
                os.write(terminal, keys[-1].encode())
    except OSError:
        pass
    case.calls.append(f"# keys: {keys}")
    try:
        case.kills += 1
        os.kill(process, pick.choice([signal.SIGKILL, signal.SIGKILL, signal.SIGTERM, signal.SIGHUP]))
    except ProcessLookupError:
        pass
    deadline = time.time() + 20
    while os.waitpid(process, os.WNOHANG)[0] == 0:
        if time.time() > deadline:
            os.kill(process, signal.SIGKILL)
            raise Failure("the monitor does not end on a signal")
        if select.select([terminal], [], [], 0.05)[0]:
            try:
                os.read(terminal, 65536)
            except OSError:
                pass
    os.close(terminal)
    if not os.path.exists(f"{run}/config.json"):
        return "not begun"
    standing = case.rounds(run)
    other = case.path("stopped")
    shutil.copytree(run, other)
    if not case.finish(run):
        raise Failure("a kill leaves what cannot be taken up")
    case.call("resume", other, "--headless", "--until", "6", kill_after=pick.uniform(0.02, 0.6))
    if not case.finish(other):
        raise Failure("a second kill leaves what cannot be taken up")
    case.expect(other, case.rounds(run))
    for branch, rounds in (standing or {}).items():
        found = case.rounds(run).get(branch, {})
        if any(found.get(number) != told for number, told in rounds.items()):
            raise Failure(f"rounds that stood are others: {found} in place of {rounds}")
    return "same"


KINDS = {"kill": kill, "disk": disk, "damage": damage, "hurt": hurt, "cache": cache, "writers": writers,
         "monitor": monitor}
WEIGHTS = [8, 2, 6, 1, 1, 1, 4]


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--revive", default=f"{TESTS}/../.build/release/revive")
    parser.add_argument("--seconds", type=float, default=600)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--kind", choices=list(KINDS))
    parser.add_argument("--case", type=int)
    wanted = parser.parse_args()
    counts, failures, kills = collections.Counter(), 0, 0
    end = time.time() + wanted.seconds
    number = wanted.case or 0
    while time.time() < end:
        pick = random.Random(f"kind {wanted.seed} {number}")
        kind = wanted.kind or pick.choices(list(KINDS), WEIGHTS)[0]
        case = Case(number, wanted.seed, kind, os.path.abspath(wanted.revive))
        keep = wanted.case is not None
        try:
            counts[kind, KINDS[kind](case)] += 1
        except Failure as failure:
            failures += 1
            counts[kind, "FAILED"] += 1
            keep = True
            print(f"case {number} of seed {wanted.seed}, {kind}: {failure}")
            print("\n".join(f"  {call}" for call in case.calls), flush=True)
        kills += case.kills
        if keep:
            print(f"  its folder: {case.folder}", flush=True)
        else:
            shutil.rmtree(case.folder, ignore_errors=True)
        if wanted.case is not None:
            break
        number += 1
    for (kind, end), count in sorted(counts.items()):
        print(f"{kind:10}{end:14}{count:6}")
    print(f"{sum(counts.values())} cases with {kills} kills, {failures} failed")
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main())
