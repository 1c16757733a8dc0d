package dev.tokenflow.ops.chaos.fault;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Removes what a run put on. The run, its watchdog and everybody else use this same script. */
public final class Undo {
    private static final String SCRIPT = read();

    private Undo() {}

    /**
     * Undoes what a note tells of, wherever that is, and forgets the note.
     *
     * @return what it did, for people
     * @throws IOException when something is still there
     */
    public static String now(Note note, Notes notes) throws IOException {
        Optional<Iproute> iproute = note.reach();
        String what = note.faults() + " on " + note.where();
        if (iproute.isEmpty() && note.namespace().isEmpty()) {
            return "left alone: " + what + ", in a network namespace that has no name here; run this inside it";
        }
        boolean wasThere = iproute.isPresent() && takeOff(note, iproute.get());
        notes.remove(note);
        return (wasThere ? "undone: " : "was undone already: ") + what;
    }

    /**
     * The script's command line.
     *
     * @param file of the note, to be removed after undoing; "" = none
     * @param seconds to wait first, for the end of standard input; "" = not at all
     */
    static List<String> command(Note note, Iproute iproute, String file, String seconds) {
        return new ArrayList<>(List.of(
                "sh",
                "-c",
                SCRIPT,
                "tokenflow-chaos",
                iproute.namespace(),
                note.device(),
                note.handle(),
                note.steals() ? Integer.toString(FaultPlan.FILTER_PREFERENCE) : "",
                file,
                seconds));
    }

    private static boolean takeOff(Note note, Iproute iproute) throws IOException {
        boolean wasThere = note.inPlace(iproute);
        Process process = new ProcessBuilder(command(note, iproute, "", ""))
                .redirectErrorStream(true)
                .start();
        process.getOutputStream().close();
        String words = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        process.onExit().join();
        if (note.inPlace(iproute)) {
            throw new IOException("could not undo " + note.faults() + " on " + note.where() + ": "
                    + words.strip().replaceAll("\\s*\n\\s*", " "));
        }
        return wasThere;
    }

    private static String read() {
        try (var script = Undo.class.getResourceAsStream("undo.sh")) {
            if (script == null) {
                throw new IllegalStateException("undo.sh is not on the class path");
            }
            return new String(script.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
