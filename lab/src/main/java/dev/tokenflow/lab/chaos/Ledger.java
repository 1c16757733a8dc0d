package dev.tokenflow.lab.chaos;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * Which faults are on, a file each in a folder that a restart of the machine empties, as it takes the faults themselves.
 *
 * @param folder where
 */
record Ledger(Path folder) {
    static Ledger ofMachine() {
        Path run = Path.of("/run");
        return new Ledger((Files.isWritable(run) ? run : Path.of(System.getProperty("java.io.tmpdir")))
                .resolve("tokenflow-chaos"));
    }

    /** Notes a fault before it is put on. */
    void note(Device device, Fault fault) throws IOException {
        Files.createDirectories(folder);
        Files.writeString(file(device), fault + "\n");
    }

    void strike(Device device) {
        try {
            Files.deleteIfExists(file(device));
        } catch (IOException e) {
            // 'chaos undo' strikes it again
        }
    }

    /** Devices that have, or may have, a fault. */
    List<Device> noted() throws IOException {
        if (!Files.isDirectory(folder)) {
            return List.of();
        }
        List<Device> noted = new ArrayList<>();
        try (Stream<Path> files = Files.list(folder)) {
            for (Path file : files.sorted().toList()) {
                try {
                    noted.add(Device.ofWord(String.valueOf(file.getFileName())));
                } catch (IllegalArgumentException e) {
                    // somebody else's file
                }
            }
        }
        return noted;
    }

    Path file(Device device) {
        return folder.resolve(device.word());
    }
}
