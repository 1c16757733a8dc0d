package dev.tokenflow.simulator.tun;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class LinkCommandTest {
    /** What is said about arguments that are wrong; nothing is opened for them. */
    private static String refusal(String... arguments) {
        StringWriter said = new StringWriter();
        CommandLine command = new CommandLine(new LinkCommand())
                .setErr(new PrintWriter(said))
                .setParameterExceptionHandler((problem, args) -> {
                    problem.getCommandLine().getErr().println(problem.getMessage());
                    return CommandLine.ExitCode.USAGE;
                });
        assertThat(command.execute(arguments)).isEqualTo(2);
        return said.toString();
    }

    @Test
    void aWrongScheduleNamesItsLinkAndPhase() {
        assertThat(refusal("--a", "x0", "--b", "y0", "--a", "x1", "--b", "y1", "--schedule", "a 1s; b 1s rate=fast"))
                .contains("link 'x1'")
                .contains("phase 2")
                .contains("rate is 'fast'");
    }

    @Test
    void aScheduleMayStandInAFile(@TempDir Path directory) throws Exception {
        Path file = directory.resolve("schedule");
        Files.writeString(file, "a 1s delay=soon");
        assertThat(refusal("--a", "x0", "--b", "y0", "--schedule", file.toString()))
                .contains("delay is 'soon'");
    }

    @Test
    void aLinkHasTwoEnds() {
        assertThat(refusal("--a", "x0")).contains("--b");
        assertThat(refusal("--a", "x0", "--b", "x0")).contains("both ends are called 'x0'");
        assertThat(refusal()).contains("--a");
    }

    @Test
    void aDeviceNameIsCheckedBeforeAnythingIsOpened() {
        assertThat(refusal("--a", "much-too-long-a-name", "--b", "y0")).contains("1 to 15 letters");
    }

    @Test
    void onlyAStartLineStarts() {
        StartLine start = new StartLine();
        assertThat(start.accept("stop")).isFalse();
        assertThat(start.accept("start soon")).isFalse();
        assertThat(start.given()).isFalse();
        assertThat(start.accept(" start 123456789 ")).isTrue();
        assertThat(start.originNs()).isEqualTo(123_456_789);
    }
}
