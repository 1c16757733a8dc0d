package dev.tokenflow.hints;

import dev.tokenflow.cli.OneLineErrors;
import dev.tokenflow.cli.ServerLog;
import dev.tokenflow.cli.option.KafkaPropertiesOption;
import dev.tokenflow.cli.option.UntilStdinClosesOption;
import dev.tokenflow.hints.topic.HintTopicConfig;
import dev.tokenflow.protocol.topic.Topics;
import io.prometheus.metrics.instrumentation.jvm.JvmMetrics;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.io.PrintWriter;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code tokenflow hints}: one hint server until SIGTERM or SIGINT. Exit status 2 when it cannot start. */
@Command(
        name = "tokenflow hints",
        mixinStandardHelpOptions = true,
        description = "Answers with the pacing hint of a client: GET /v1/hints/{address}.")
@SuppressWarnings("NullAway.Init") // picocli sets the fields
public final class HintsMain implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Option(
            names = "--host",
            defaultValue = "127.0.0.1",
            paramLabel = "ADDRESS",
            description = "Address to listen on; 0.0.0.0: every address. Default: ${DEFAULT-VALUE}.")
    private String host;

    @Option(
            names = "--port",
            defaultValue = "8080",
            paramLabel = "PORT",
            description = "Port to listen on; 0: any free one. Default: ${DEFAULT-VALUE}.")
    private int port;

    @Option(
            names = "--bootstrap-servers",
            defaultValue = "127.0.0.1:9092",
            paramLabel = "HOST:PORT",
            description = "Kafka brokers, host:port[,host:port]. Default: ${DEFAULT-VALUE}.")
    private String bootstrapServers;

    @Mixin
    private KafkaPropertiesOption kafkaProperties;

    @Option(
            names = "--topic",
            defaultValue = HintTopicConfig.DEFAULT_NAME,
            paramLabel = "TOPIC",
            description = "Compacted topic of hints. Default: ${DEFAULT-VALUE}.")
    private String topic;

    @Option(
            names = "--models-topic",
            defaultValue = Topics.MODELS,
            paramLabel = "TOPIC",
            description = "Topic of models, whose cards the live page shows. Default: ${DEFAULT-VALUE}.")
    private String models;

    @Option(
            names = "--incidents-topic",
            defaultValue = Topics.INCIDENTS,
            paramLabel = "TOPIC",
            description = "Topic of incidents for the live page; it need not exist. Default: ${DEFAULT-VALUE}.")
    private String incidents;

    @Option(
            names = "--site",
            paramLabel = "NAME",
            description = "The site whose hint is used when nothing more exact is known. Default: the only one in the "
                    + "topic.")
    private @Nullable String site;

    @Option(
            names = "--threads",
            defaultValue = "" + HintsConfig.DEFAULT_THREADS,
            paramLabel = "N",
            description = "Event loops that answer. Default: ${DEFAULT-VALUE}.")
    private int threads;

    @Mixin
    private UntilStdinClosesOption untilStdinCloses;

    /** The hint server alone; ends the process with its exit status. */
    public static void main(String[] args) {
        System.exit(run(args));
    }

    /** The exit status. */
    static int run(String... args) {
        return OneLineErrors.applyTo(new CommandLine(new HintsMain())).execute(args);
    }

    @Override
    public Integer call() throws HintsStartException, InterruptedException {
        ServerLog.use();
        PrometheusRegistry registry = new PrometheusRegistry();
        JvmMetrics.builder().register(registry);
        HintServer server = HintServer.start(config(), (hint, nanos) -> {}, registry);
        Runtime.getRuntime().addShutdownHook(new Thread(server::close, "shutdown"));
        PrintWriter out = spec.commandLine().getOut();
        out.println("hints: listening on http://" + host + ":" + server.port());
        out.flush();
        CountDownLatch stop = new CountDownLatch(1);
        untilStdinCloses.onEnd(stop::countDown);
        stop.await();
        return CommandLine.ExitCode.OK;
    }

    private HintsConfig config() {
        HintTopicConfig from =
                HintTopicConfig.on(bootstrapServers).withName(topic).withProperties(kafkaProperties.settings());
        return new HintsConfig(host, port, threads, from, models, site, HintsConfig.DEFAULT_CAPACITY, incidents);
    }
}
