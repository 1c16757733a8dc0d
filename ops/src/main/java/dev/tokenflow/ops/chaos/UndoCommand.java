package dev.tokenflow.ops.chaos;

import dev.tokenflow.ops.chaos.fault.Note;
import dev.tokenflow.ops.chaos.fault.Notes;
import dev.tokenflow.ops.chaos.fault.Undo;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code tokenflow chaos undo}. */
@Command(
        name = "undo",
        mixinStandardHelpOptions = true,
        description =
                "Takes faults off: everything that a run has put on and that is still there, whether the run goes on or"
                        + " was killed. Safe to repeat.")
@SuppressWarnings("NullAway.Init") // picocli sets the fields
final class UndoCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Option(names = "--dev", paramLabel = "DEV", description = "Only on this interface.")
    private @Nullable String device;

    @Option(names = "--netns", paramLabel = "NAME", description = "Only in this network namespace.")
    private @Nullable String namespace;

    @Override
    public Integer call() throws IOException {
        Root.require();
        PrintWriter out = spec.commandLine().getOut();
        Notes notes = Notes.open();
        List<Note> wanted = new ArrayList<>();
        for (Note note : notes.all()) {
            if ((device == null || device.equals(note.device())) && (namespace == null || note.isIn(namespace))) {
                wanted.add(note);
            }
        }
        for (Note note : wanted) {
            out.println(Undo.now(note, notes));
            out.flush();
        }
        if (wanted.isEmpty()) {
            out.println("nothing to undo" + (device == null ? "" : " on " + device)
                    + (namespace == null ? "" : " in namespace " + namespace));
            out.flush();
        }
        return 0;
    }
}
