package dev.tokenflow.ops.chaos.fault;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NotesTest {
    @TempDir
    private Path folder;

    @Test
    void oneADevice() throws IOException {
        Notes notes = Notes.in(folder.resolve("notes"));
        Note first = note("x0", "fa01", System.currentTimeMillis());
        assertThat(notes.add(first)).isPresent();
        assertThat(notes.add(note("x0", "fa02", 0))).isEmpty();
        assertThat(notes.add(note("x1", "fa03", 0))).isPresent();
        assertThat(notes.find(1, "x0")).contains(first);
        assertThat(notes.find(2, "x0")).isEmpty();
        assertThat(notes.all()).extracting(Note::device).containsExactly("x0", "x1");
    }

    @Test
    void forgetsItsOwnOnly() throws IOException {
        Notes notes = Notes.in(folder.resolve("notes"));
        Note mine = note("x0", "fa01", 0);
        notes.add(mine);
        notes.remove(note("x0", "fa02", 0));
        assertThat(notes.holds(mine)).isTrue();
        notes.remove(mine);
        notes.remove(mine);
        assertThat(notes.all()).isEmpty();
    }

    @Test
    void theOwnerIsAProcessThatWasThereBefore() {
        assertThat(note("x0", "fa01", System.currentTimeMillis()).ownerLives()).isTrue();
        Instant before = ProcessHandle.current().info().startInstant().orElseThrow();
        assertThat(note("x0", "fa01", before.minusSeconds(60).toEpochMilli()).ownerLives())
                .isFalse();
    }

    @Test
    void aDamagedNoteIsNamed() throws IOException {
        Notes notes = Notes.in(folder.resolve("notes"));
        Files.writeString(folder.resolve("notes/1-x0.json"), "{");
        assertThatThrownBy(notes::all)
                .isInstanceOf(IOException.class)
                .hasMessageContaining("1-x0.json' is damaged: remove it");
    }

    @Test
    void aFileIsNoFolder() throws IOException {
        Path file = Files.createFile(folder.resolve("notes"));
        assertThatThrownBy(() -> Notes.in(file)).hasMessageContaining("is not a folder of root's");
    }

    private static Note note(String device, String handle, long startedMs) {
        return new Note(
                "",
                1,
                device,
                handle,
                false,
                "rate 2mbit",
                ProcessHandle.current().pid(),
                startedMs,
                startedMs);
    }
}
