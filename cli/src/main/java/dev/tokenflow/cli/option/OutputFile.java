package dev.tokenflow.cli.option;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** The file that an option names for a command to write. */
public final class OutputFile {
    private OutputFile() {}

    /**
     * Checks that the file can be made, before the work is done rather than after.
     *
     * @param option its name, for the message
     * @throws IOException when its folder is not there or it is a folder itself
     */
    public static void requireWritable(String option, Path file) throws IOException {
        Path folder = file.toAbsolutePath().getParent();
        if (folder == null || !Files.isDirectory(folder) || Files.isDirectory(file)) {
            throw new IOException(
                    option + ": cannot write to '" + file + "', expected a file in a folder that is there");
        }
    }
}
