package dev.tokenflow.ops.chaos;

import dev.tokenflow.ops.chaos.fault.Iproute;
import dev.tokenflow.ops.chaos.fault.Note;
import dev.tokenflow.ops.chaos.fault.Notes;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code tokenflow chaos status}. */
@Command(name = "status", mixinStandardHelpOptions = true, description = "Lists the faults that are on, a line each.")
@SuppressWarnings("NullAway.Init") // picocli sets the fields
final class StatusCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() throws IOException {
        Root.require();
        PrintWriter out = spec.commandLine().getOut();
        List<Note> notes = Notes.open().all();
        for (Note note : notes) {
            out.println(note.faults() + " on " + note.where() + ": " + state(note));
        }
        if (notes.isEmpty()) {
            out.println("no faults are on");
        }
        out.flush();
        return 0;
    }

    private static String state(Note note) throws IOException {
        if (note.ownerLives()) {
            long left = note.endsMs() - System.currentTimeMillis();
            return Math.max(0, Math.ceilDiv(left, 1000L)) + " s left, process " + note.pid();
        }
        Optional<Iproute> iproute = note.reach();
        boolean there = iproute.isPresent() && note.inPlace(iproute.get());
        return "process " + note.pid() + " was killed; "
                + (there ? "still there, './tokenflow chaos undo' takes it off" : "nothing is left");
    }
}
