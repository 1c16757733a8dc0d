package dev.tokenflow.ops.chaos.fault;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The folder of notes: one a device. Like the faults, it is gone after a restart of the machine. */
public final class Notes {
    private static final String NAME = "tokenflow-chaos";
    private static final String SUFFIX = ".json";
    private static final ObjectMapper JSON = new ObjectMapper();

    private final Path folder;

    private Notes(Path folder) {
        this.folder = folder;
    }

    /**
     * That of this machine. The same for every session, so that another one can undo: not in {@code XDG_RUNTIME_DIR},
     * which changes with it.
     *
     * @throws IOException when it cannot be made or is not root's
     */
    public static Notes open() throws IOException {
        Path run = Path.of("/run");
        return in((Files.isWritable(run) ? run : Path.of("/tmp")).resolve(NAME));
    }

    static Notes in(Path folder) throws IOException {
        try {
            Files.createDirectory(
                    folder, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        } catch (FileAlreadyExistsException e) {
            if (!Files.isDirectory(folder, LinkOption.NOFOLLOW_LINKS)
                    || !Files.getAttribute(folder, "unix:uid", LinkOption.NOFOLLOW_LINKS)
                            .equals(0)) {
                throw new IOException("'" + folder + "' is not a folder of root's: remove it", e);
            }
        }
        return new Notes(folder);
    }

    /**
     * Writes a note down, whole or not at all.
     *
     * @return its file; empty when there is one of this device already
     */
    public Optional<Path> add(Note note) throws IOException {
        Path file = file(note.inode(), note.device());
        Path draft = Files.createTempFile(folder, ".", "");
        try {
            Files.write(draft, JSON.writeValueAsBytes(note));
            Files.createLink(file, draft);
            return Optional.of(file);
        } catch (FileAlreadyExistsException e) {
            return Optional.empty();
        } finally {
            Files.delete(draft);
        }
    }

    /** The note of a device. */
    public Optional<Note> find(long inode, String device) throws IOException {
        return read(file(inode, device));
    }

    /** All of them, by file name. */
    public List<Note> all() throws IOException {
        List<Note> notes = new ArrayList<>();
        try (var files = Files.list(folder)) {
            for (Path file : files.filter(path -> path.toString().endsWith(SUFFIX))
                    .sorted()
                    .toList()) {
                read(file).ifPresent(notes::add);
            }
        }
        return notes;
    }

    /** Whether a note is still the one of its device. */
    public boolean holds(Note note) throws IOException {
        return find(note.inode(), note.device()).equals(Optional.of(note));
    }

    /** Forgets a note, but not another run's of the same device. */
    public void remove(Note note) throws IOException {
        if (holds(note)) {
            Files.deleteIfExists(file(note.inode(), note.device()));
        }
    }

    private Path file(long inode, String device) {
        return folder.resolve(inode + "-" + device + SUFFIX);
    }

    private static Optional<Note> read(Path file) throws IOException {
        try {
            return Optional.of(JSON.readValue(Files.readAllBytes(file), Note.class));
        } catch (NoSuchFileException e) {
            return Optional.empty();
        } catch (JsonProcessingException e) {
            throw new IOException("'" + file + "' is damaged: remove it, and see 'tc qdisc show'", e);
        }
    }
}
