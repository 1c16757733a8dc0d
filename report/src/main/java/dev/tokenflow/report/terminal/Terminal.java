package dev.tokenflow.report.terminal;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Where standard output goes.
 *
 * @param interactive whether it is a terminal that understands commands
 * @param width columns
 * @param height lines
 * @param colour whether colours are wanted there
 */
public record Terminal(boolean interactive, int width, int height, boolean colour) {
    private static final int DEFAULT_WIDTH = 80;
    private static final int DEFAULT_HEIGHT = 24;

    public Terminal {
        if (width < 1 || height < 1) {
            throw new IllegalArgumentException("a terminal of " + width + " x " + height);
        }
    }

    /**
     * Asks the system now. Colours are off where {@code NO_COLOR} is set (no-color.org).
     *
     * @param environment the variables of this process
     */
    public static Terminal detect(Map<String, String> environment) {
        String kind = environment.getOrDefault("TERM", "dumb");
        boolean interactive = !kind.equals("dumb") && stdoutIsTerminal();
        int[] size = interactive ? size() : null;
        int height = size != null ? size[0] : number(environment.get("LINES"), DEFAULT_HEIGHT);
        int width = size != null ? size[1] : number(environment.get("COLUMNS"), DEFAULT_WIDTH);
        boolean noColour = !environment.getOrDefault("NO_COLOR", "").isEmpty();
        return new Terminal(interactive, width, height, interactive && !noColour);
    }

    /** The JDK tells only of input and output together; {@code test -t} asks about output alone. */
    private static boolean stdoutIsTerminal() {
        try {
            Process process = new ProcessBuilder("test", "-t", "1").inheritIO().start();
            return process.waitFor(2, TimeUnit.SECONDS) && process.exitValue() == 0;
        } catch (IOException e) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    /** Lines and columns of the controlling terminal; {@code null} when there is none. */
    private static int @Nullable [] size() {
        try {
            Process process = new ProcessBuilder("stty", "size")
                    .redirectInput(new File("/dev/tty"))
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
            String answer = new String(process.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
            String[] words = answer.strip().split(" ");
            int height = words.length == 2 ? number(words[0], 0) : 0;
            int width = words.length == 2 ? number(words[1], 0) : 0;
            return height > 0 && width > 0 ? new int[] {height, width} : null;
        } catch (IOException e) {
            return null;
        }
    }

    private static int number(@Nullable String text, int otherwise) {
        boolean digits = text != null && text.matches("[0-9]{1,5}");
        int number = digits ? Integer.parseInt(text) : 0;
        return number > 0 ? number : otherwise;
    }
}
