package dev.tokenflow.simulator;

import dev.tokenflow.http.encoding.ContentCoding;
import dev.tokenflow.simulator.qoe.ReaderLog;
import dev.tokenflow.simulator.reader.ReaderConfig;
import dev.tokenflow.simulator.reader.Readers;
import dev.tokenflow.simulator.sender.SendPolicy;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintWriter;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code simulator read}: readers of one run, and the log of what reached them. */
@Command(
        name = "read",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = {
            "Reads streamed answers on a fixed schedule and logs when each token arrives.",
            "Prints {\"ready\":true} and waits for a line 'start <CLOCK_MONOTONIC ns>' on standard input.",
            "Then prints a line of JSON with the state every second."
        })
@SuppressWarnings("NullAway.Init") // picocli sets the fields
public final class ReadCommand implements Callable<Integer> {
    private static final String START = "start ";

    @Spec
    private CommandSpec spec;

    @Option(names = "--url", required = true, description = "The server, such as http://127.0.0.1:8000.")
    private URI url = URI.create("");

    @Option(
            names = "--streams",
            defaultValue = "30",
            paramLabel = "N",
            description = "Concurrent streams; default ${DEFAULT-VALUE}.")
    private int streams;

    @Option(
            names = "--answer-tokens",
            defaultValue = "400",
            paramLabel = "L",
            description = "Length of an answer; default ${DEFAULT-VALUE}.")
    private int answerTokens;

    @Option(
            names = "--duration",
            defaultValue = "60",
            paramLabel = "S",
            description = "Seconds to run; default ${DEFAULT-VALUE}.")
    private double durationSeconds;

    @Option(
            names = "--tokens-per-second",
            defaultValue = "50",
            paramLabel = "R",
            description = "The server's full rate, from which due times follow; default ${DEFAULT-VALUE}.")
    private double tokensPerSecond;

    @Option(names = "--seed", defaultValue = "1", description = "Seed of the schedule; default ${DEFAULT-VALUE}.")
    private long seed;

    @Option(
            names = "--accept-encoding",
            defaultValue = "none",
            paramLabel = "CODING",
            description = "What the server may compress streams with: gzip or none; default ${DEFAULT-VALUE}."
                    + " A token counts as arrived when its bytes can be decoded.")
    private String acceptEncoding = "";

    @Option(names = "--local-address", paramLabel = "ADDRESS", description = "Address to connect from.")
    private @Nullable InetAddress localAddress;

    @Option(names = "--out", required = true, paramLabel = "FILE", description = "Where the log goes.")
    private Path out = Path.of("");

    @Option(
            names = "--connect-early",
            description = "Open a connection a stream and read a short answer on it before the run.")
    private boolean connectEarly;

    @Option(
            names = "--until-stdin-closes",
            description = "End, without a log, when standard input closes before the run does.")
    private boolean untilStdinCloses;

    @Override
    public Integer call() throws IOException {
        PrintWriter lines = spec.commandLine().getOut();
        try (Readers readers = open(lines)) {
            return read(readers, lines);
        }
    }

    private int read(Readers readers, PrintWriter lines) throws IOException {
        WarmUp.run(SendPolicy.unpaced(), coding());
        if (connectEarly) {
            readers.connectEarly();
        }
        lines.println("{\"ready\":true}");
        lines.flush();
        BufferedReader in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        long startNs = awaitStart(in);
        if (untilStdinCloses) {
            Thread.ofPlatform().daemon().name("reader-stdin").start(() -> endWithInput(in));
        }
        ReaderLog log = readers.run(startNs);
        log.write(out);
        return ExitCode.OK;
    }

    private Readers open(PrintWriter lines) throws IOException {
        try {
            requireWritable(out);
            if (!(durationSeconds > 0 && durationSeconds < Integer.MAX_VALUE)) {
                throw new IllegalArgumentException("the duration is " + durationSeconds + " s, expected more than 0");
            }
            ReaderConfig config = new ReaderConfig(
                    url,
                    localAddress == null ? null : new InetSocketAddress(localAddress, 0),
                    streams,
                    answerTokens,
                    tokensPerSecond,
                    Duration.ofNanos(Math.round(durationSeconds * 1e9)),
                    seed,
                    coding());
            Readers readers = new Readers(config, line -> {
                lines.println(line);
                lines.flush();
            });
            if (!readers.isResolved()) {
                throw new IllegalArgumentException(
                        "the host of " + url + " is unknown: name another one or its address");
            }
            return readers;
        } catch (IllegalArgumentException e) {
            throw invalid(String.valueOf(e.getMessage()));
        }
    }

    private ContentCoding coding() {
        return Codings.of("--accept-encoding", acceptEncoding);
    }

    private static void requireWritable(Path file) {
        Path folder = file.toAbsolutePath().getParent();
        boolean writable = Files.exists(file)
                ? Files.isRegularFile(file) && Files.isWritable(file)
                : folder != null && Files.isWritable(folder);
        if (!writable) {
            throw new IllegalArgumentException(
                    "cannot write --out " + file + ": choose a file in a folder that exists and is writable");
        }
    }

    private long awaitStart(BufferedReader in) throws IOException {
        String line = in.readLine();
        if (line == null) {
            throw invalid("standard input closed before the line 'start <CLOCK_MONOTONIC ns>' came");
        }
        try {
            if (line.startsWith(START)) {
                return Long.parseLong(line.substring(START.length()).trim());
            }
        } catch (NumberFormatException e) {
            // The message below says it.
        }
        throw invalid("'" + line + "' on standard input, expected 'start <CLOCK_MONOTONIC ns>'");
    }

    private static void endWithInput(BufferedReader in) {
        try {
            while (in.readLine() != null) {
                // Nothing is expected any more, only the end.
            }
        } catch (IOException e) {
            System.err.println("standard input: " + e.getMessage());
        }
        System.exit(ExitCode.SOFTWARE);
    }

    private ParameterException invalid(String message) {
        return new ParameterException(spec.commandLine(), message);
    }
}
