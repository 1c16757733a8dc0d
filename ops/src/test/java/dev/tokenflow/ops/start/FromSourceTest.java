package dev.tokenflow.ops.start;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the launcher runs before anything is compiled: with a JDK and the sources, and nothing else. */
class FromSourceTest {
    private static final Path ROOT =
            Path.of(System.getProperty("tokenflow.root", "..")).toAbsolutePath().normalize();

    @TempDir
    private Path folder;

    @Test
    void printsTheHelp() throws Exception {
        assertThat(run(0, "--help")).isEqualTo(CommandWord.help());
    }

    @Test
    void knowsTheVersionAndWhatIsNoCommand() throws Exception {
        assertThat(run(0, "--version")).singleElement().asString().matches("TokenFlow \\d+\\.\\d+\\.\\d+");
        assertThat(run(2, "xyz")).containsExactly("tokenflow: unknown command 'xyz'; see ./tokenflow --help");
    }

    @Test
    void everyClassItNamesCompilesFromSource() throws Exception {
        String sources = ROOT.resolve("ops/src/main/java").toString();
        String program = ROOT.resolve("ops/src/main/java/dev/tokenflow/ops/start/FromSource.java")
                .toString();
        ByteArrayOutputStream said = new ByteArrayOutputStream();
        int status = ToolProvider.getSystemJavaCompiler()
                .run(
                        null,
                        said,
                        said,
                        "-proc:none",
                        "-cp",
                        "",
                        "-sourcepath",
                        sources,
                        "-d",
                        folder.toString(),
                        program);
        assertThat(status).as("%s", said).isZero();
    }

    @Test
    void theLauncherIsShort() throws IOException {
        assertThat(Files.readAllLines(ROOT.resolve("tokenflow"))).hasSizeLessThanOrEqualTo(120);
    }

    private List<String> run(int status, String... words) throws IOException, InterruptedException {
        Path said = folder.resolve("said");
        ProcessBuilder builder = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:TieredStopAtLevel=1",
                        "-Dtokenflow.root=" + ROOT,
                        ROOT.resolve("ops/src/main/java/dev/tokenflow/ops/start/FromSource.java")
                                .toString())
                .redirectErrorStream(true)
                .redirectOutput(said.toFile());
        builder.command().addAll(List.of(words));
        builder.environment().remove("CLASSPATH");
        Process process = builder.start();
        assertThat(process.waitFor(2, TimeUnit.MINUTES)).isTrue();
        List<String> lines = Files.readAllLines(said, StandardCharsets.UTF_8);
        assertThat(process.exitValue()).as("%s", lines).isEqualTo(status);
        return lines;
    }
}
