package dev.tokenflow.ops.build;

import java.util.regex.Pattern;

/** Of Maven's output, the lines that people want to see: the module, its tests, everything that went wrong, the end. */
final class MavenOutput {
    private static final Pattern NOISE = Pattern.compile("^\\[ERROR] *$|\\[Help 1] http|To see the full stack trace"
            + "|Re-run Maven using|For more information about the errors");
    private static final Pattern PROGRESS =
            Pattern.compile("Tests run:|] Building TokenFlow |BUILD (SUCCESS|FAILURE)|Total time:");

    private boolean inError;

    /** Whether to show a line; lines must come in order, since an error has more than one. */
    boolean matters(String line) {
        if (NOISE.matcher(line).find()) {
            return false;
        }
        if (line.startsWith("[ERROR]")) {
            inError = true;
        } else if (line.startsWith("[INFO]") || line.startsWith("[WARNING]")) {
            inError = false;
        }
        return inError || PROGRESS.matcher(line).find();
    }
}
