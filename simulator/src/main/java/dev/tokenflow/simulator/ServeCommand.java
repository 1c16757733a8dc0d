package dev.tokenflow.simulator;

import dev.tokenflow.cli.ServerLog;
import dev.tokenflow.client.HintClient;
import dev.tokenflow.client.HintMode;
import dev.tokenflow.client.pacer.Pace;
import dev.tokenflow.http.ServerStartException;
import dev.tokenflow.http.encoding.ContentCoding;
import dev.tokenflow.simulator.sender.SendPolicy;
import dev.tokenflow.simulator.sender.Sender;
import dev.tokenflow.simulator.server.TokenServer;
import dev.tokenflow.simulator.server.config.TokenServerConfig;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.net.URI;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code simulator serve}: the token server, until it is told to stop. */
@Command(
        name = "serve",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = {
            "Serves OpenAI's API (chat completions, completions, models) and Anthropic's messages,",
            "with a model that makes up its tokens.",
            "Prints {\"ready\":true,\"port\":N} on standard output when it listens."
        })
@SuppressWarnings("NullAway.Init") // picocli sets the fields
public final class ServeCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Option(
            names = "--host",
            defaultValue = "127.0.0.1",
            description = "Address to listen on; default ${DEFAULT-VALUE}.")
    private String host = "";

    @Option(names = "--port", defaultValue = "8000", description = "Port; 0 = any free one; default ${DEFAULT-VALUE}.")
    private int port;

    @Option(
            names = "--sender",
            defaultValue = "hinted",
            description = "How tokens are sent: unpaced, selfclocked, timer, constant, hinted or budgeted; default "
                    + "${DEFAULT-VALUE}.")
    private String sender = "";

    @Option(names = "--arm", hidden = true, description = "The old name of --sender.")
    private @Nullable String arm;

    @Option(names = "--rate", paramLabel = "R", description = "Sender constant: most tokens a second of one stream.")
    private double rate = Double.NaN;

    @Option(
            names = "--chunk",
            paramLabel = "N",
            description = "Sender constant: tokens in a chunk, may be fractional; default 1.")
    private double chunk = 1;

    @Option(
            names = "--compress",
            defaultValue = "none",
            paramLabel = "CODING",
            description = "How streams are compressed, event by event, for readers that accept it: gzip or none;"
                    + " default ${DEFAULT-VALUE}.")
    private String compress = "";

    @Option(
            names = "--hints",
            paramLabel = "URL",
            description = "Sender hinted: the hint server, such as http://127.0.0.1:8080.")
    private @Nullable URI hints;

    @Option(
            names = "--hint-mode",
            defaultValue = "sse",
            description = "How hints are asked for: poll, long-poll or sse; default ${DEFAULT-VALUE}.")
    private String hintMode = "";

    @Mixin
    private ModelOptions model = new ModelOptions();

    @Mixin
    private AccessOptions access = new AccessOptions();

    @Option(names = "--status-lines", description = "Print a line of JSON with the state every second.")
    private boolean statusLines;

    @Option(names = "--until-stdin-closes", description = "End when standard input does.")
    private boolean untilStdinCloses;

    @Override
    public Integer call() throws InterruptedException {
        ServerLog.use();
        PrintWriter out = spec.commandLine().getOut();
        CountDownLatch stop = new CountDownLatch(1);
        try (TokenServer server = open()) {
            Runtime.getRuntime().addShutdownHook(new Thread(server::close, "server-shutdown"));
            out.println("{\"ready\":true,\"port\":" + server.port() + "}");
            out.flush();
            if (untilStdinCloses) {
                Thread.ofPlatform().daemon().name("server-stdin").start(() -> awaitEndOfInput(stop));
            }
            report(server, stop, out);
        }
        return 0;
    }

    private TokenServer open() {
        try {
            if (arm != null) {
                throw new IllegalArgumentException("--arm is now called --sender");
            }
            SendPolicy policy = new SendPolicy(Sender.ofWord(sender), new Pace(rate, chunk));
            ContentCoding coding = Codings.of("--compress", compress);
            TokenServerConfig config =
                    new TokenServerConfig(host, port, policy, model.toConfig(), access.toConfig(), coding);
            TokenServer server = start(config);
            WarmUp.run(policy, coding);
            return server;
        } catch (IllegalArgumentException | ServerStartException e) {
            throw new ParameterException(spec.commandLine(), String.valueOf(e.getMessage()));
        }
    }

    private TokenServer start(TokenServerConfig config) throws ServerStartException {
        if (hints == null) {
            return TokenServer.start(config);
        }
        return TokenServer.start(config, HintClient.builder(hints).mode(mode(hintMode)));
    }

    private static HintMode mode(String word) {
        return switch (word) {
            case "poll" -> HintMode.POLL;
            case "long-poll" -> HintMode.LONG_POLL;
            case "sse" -> HintMode.SSE;
            default ->
                throw new IllegalArgumentException(
                        "hint mode '" + word + "' is unknown, expected poll, long-poll or sse");
        };
    }

    private void report(TokenServer server, CountDownLatch stop, PrintWriter out) throws InterruptedException {
        long nextNs = System.nanoTime();
        do {
            nextNs += TimeUnit.SECONDS.toNanos(1);
            if (stop.await(nextNs - System.nanoTime(), TimeUnit.NANOSECONDS)) {
                return;
            }
            if (statusLines) {
                out.println(server.statusJson(System.nanoTime()));
                out.flush();
            }
        } while (true);
    }

    private static void awaitEndOfInput(CountDownLatch stop) {
        try {
            System.in.transferTo(OutputStream.nullOutputStream());
        } catch (IOException e) {
            System.err.println("standard input: " + e.getMessage());
        }
        stop.countDown();
    }
}
