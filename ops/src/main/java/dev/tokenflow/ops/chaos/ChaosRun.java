package dev.tokenflow.ops.chaos;

import dev.tokenflow.ops.chaos.fault.FaultPlan;
import dev.tokenflow.ops.chaos.fault.Faults;
import dev.tokenflow.ops.chaos.fault.KernelTrial;
import dev.tokenflow.ops.chaos.fault.NetworkDevice;
import dev.tokenflow.ops.chaos.fault.Note;
import dev.tokenflow.ops.chaos.fault.Notes;
import dev.tokenflow.ops.chaos.fault.Undo;
import dev.tokenflow.ops.chaos.fault.Watchdog;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/** Puts faults on a device, waits, and takes them off. */
final class ChaosRun {
    /** How long after its time a run that hangs is undone by its watchdog. */
    private static final Duration GRACE = Duration.ofSeconds(3);

    private static final Duration LOOK_EVERY = Duration.ofSeconds(1);

    /** Far from what people number by hand, and from where the kernel begins to count. */
    private static final int FIRST_HANDLE = 0xfa00;

    private final NetworkDevice target;
    private final Faults faults;
    private final Duration time;
    private final boolean force;
    private final Notes notes;
    private final PrintWriter out;
    private final String handle =
            "%04x".formatted(FIRST_HANDLE | (ProcessHandle.current().pid() & 0xff));

    ChaosRun(NetworkDevice target, Faults faults, Duration time, boolean force, Notes notes, PrintWriter out) {
        this.target = target;
        this.faults = faults;
        this.time = time;
        this.force = force;
        this.notes = notes;
        this.out = out;
    }

    /**
     * Runs.
     *
     * @return exit status
     * @throws IOException when the device or the kernel does not allow it, or undoing failed
     */
    int run() throws IOException {
        forgetStale();
        Precautions precautions = new Precautions(target);
        Optional<String> cut = precautions.whyNotCut();
        if (cut.isPresent() && !force) {
            throw new IOException(cut.get() + ": --force takes it all the same");
        }
        Optional<String> root = precautions.foreignRoot();
        FaultPlan plan = plan(root.isPresent());
        if (plan.takesRoot() && root.isPresent() && !force) {
            throw new IOException(target.describe() + " has a qdisc already (" + root.get()
                    + "): --force puts the fault in its place, but does not bring it back");
        }
        Optional<String> classifiers = precautions.foreignClassifiers();
        if (plan.steals() && classifiers.isPresent()) {
            throw new IOException(target.describe() + " has a " + classifiers.get()
                    + " qdisc already, where the loss would have to go; remove that first");
        }
        return putOn(plan, plan.takesRoot() ? root : Optional.empty());
    }

    private FaultPlan plan(boolean replace) throws IOException {
        boolean netem = (faults.delays() || faults.loses()) && KernelTrial.hasNetem();
        if (faults.delays() && !netem) {
            throw new IOException(
                    "this kernel has no netem, which --delay and --jitter need: 'modprobe sch_netem' loads"
                            + " it where there is such a module; './tokenflow demo' delays without it, on a link"
                            + " of its own");
        }
        KernelTrial.require(FaultPlan.of(faults, "lo", handle, target.mtu(), netem, replace));
        return FaultPlan.of(faults, target.device(), handle, target.mtu(), netem, replace);
    }

    private void forgetStale() throws IOException {
        Optional<Note> other = notes.find(target.inode(), target.device());
        if (other.isPresent()) {
            Note note = other.get();
            if (note.ownerLives() || note.inPlace(target.iproute())) {
                throw new IOException(target.describe() + " has a fault already (" + note.faults() + ", of process "
                        + note.pid() + "): './tokenflow chaos undo " + target.options() + "' takes it off");
            }
            notes.remove(note);
        }
    }

    private int putOn(FaultPlan plan, Optional<String> replaced) throws IOException {
        long now = System.currentTimeMillis();
        Note note = new Note(
                target.iproute().namespace(),
                target.inode(),
                target.device(),
                handle,
                plan.steals(),
                faults.describe(),
                ProcessHandle.current().pid(),
                now,
                now + time.toMillis());
        try (EndSignal end = EndSignal.watch()) {
            Optional<Path> file = notes.add(note);
            if (file.isEmpty()) {
                throw new IOException("another run has just put a fault on " + target.describe());
            }
            String said;
            Watchdog watchdog = watchdog(note, file.get());
            try {
                target.iproute().change(plan.commands());
                tell(plan, replaced);
                await(end, watchdog, note);
            } finally {
                said = Undo.now(note, notes); // when this fails, the watchdog tries once more
                watchdog.dismiss();
            }
            out.println(said);
            return end.exitStatus();
        } finally {
            out.flush();
        }
    }

    private Watchdog watchdog(Note note, Path file) throws IOException {
        try {
            return Watchdog.start(note, file, target.iproute(), time.plus(GRACE));
        } catch (IOException e) {
            notes.remove(note);
            throw e;
        }
    }

    private void tell(FaultPlan plan, Optional<String> replaced) {
        out.println("on " + target.describe() + ": " + faults.describe() + ", for what it sends");
        plan.remarks().forEach(remark -> out.println("  " + remark));
        replaced.ifPresent(kind -> out.println("  " + kind + " is gone, and undoing does not bring it back"));
        out.println("Ctrl-C takes it off, './tokenflow chaos undo " + target.options() + "' too");
    }

    private void await(EndSignal end, Watchdog watchdog, Note note) throws IOException {
        Countdown countdown = new Countdown(out);
        long over = System.nanoTime() + time.toNanos();
        try {
            for (long left = time.toNanos(); left > 0 && !end.hasCome(); left = over - System.nanoTime()) {
                if (!notes.holds(note)) {
                    return; // undone by somebody else
                }
                if (!watchdog.isAlive()) {
                    throw new IOException("the watchdog is gone: undone before time, since nobody would undo it if"
                            + " this process were killed");
                }
                countdown.tell(left);
                end.await(Math.min(left, LOOK_EVERY.toNanos()));
            }
        } finally {
            countdown.end();
        }
    }
}
