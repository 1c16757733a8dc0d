package dev.tokenflow.gateway;

import dev.tokenflow.cli.ServerLog;
import dev.tokenflow.cli.option.UntilStdinClosesOption;
import dev.tokenflow.gateway.config.ConfigFile;
import dev.tokenflow.gateway.config.ConfigSchema;
import dev.tokenflow.gateway.route.UpstreamConfig;
import dev.tokenflow.http.ServerStartException;
import io.netty.util.ResourceLeakDetector;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code tokenflow gateway}: one gateway until SIGTERM or SIGINT. Exit status 2 when it cannot start. */
@Command(
        name = "tokenflow gateway",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = {
            "Stands in front of any engine with an OpenAI or Anthropic API and carries its token streams well: "
                    + "compressed, merged, and paced by hints. Everything else passes byte for byte.",
            "Each option can also be set in the environment (TOKENFLOW_GATEWAY_STALL_TIMEOUT=30s) and in the file of "
                    + "--config (stall-timeout: 30s); the command line wins over the environment, and that over "
                    + "the file."
        })
@SuppressWarnings("NullAway.Init") // picocli sets the fields
public final class GatewayCommand implements Callable<Integer> {
    private static final String PREFIX = "TOKENFLOW_GATEWAY_";
    private static final String LEAK_DETECTION = "io.netty.leakDetection.level";
    private static final String CONFIG = "--config";

    @Spec
    private CommandSpec spec;

    @Option(
            names = CONFIG,
            paramLabel = "FILE",
            description = "YAML file with options and upstreams. It is read again when it changes or on SIGHUP; then "
                    + "upstreams are replaced without ending a stream, other changes need a restart.")
    private @Nullable Path config;

    @Option(names = "--check", description = "Only check the configuration.")
    private boolean check;

    @Option(names = "--print-schema", description = "Only print the JSON Schema of the configuration file.")
    private boolean printSchema;

    @Mixin
    private GatewayOptions options;

    @Mixin
    private UntilStdinClosesOption untilStdinCloses;

    @Override
    public Integer call() throws IOException, InterruptedException, ServerStartException {
        if (printSchema) {
            spec.commandLine().getOut().print(ConfigSchema.text());
            spec.commandLine().getOut().flush();
            return CommandLine.ExitCode.OK;
        }
        Map<String, String> environment = System.getenv();
        Path file = configFile(environment);
        ConfigFile read = file == null ? ConfigFile.EMPTY : ConfigFile.read(file);
        GatewayOptions all = merged(environment, read, file);
        List<UpstreamConfig> upstreams = upstreams(all, read);
        PrintWriter out = spec.commandLine().getOut();
        if (check) {
            GatewaySettings.of(all, upstreams);
            out.println("gateway: the configuration is well, with " + upstreams.size()
                    + (upstreams.size() == 1 ? " upstream" : " upstreams"));
            return CommandLine.ExitCode.OK;
        }
        ServerLog.use();
        if (System.getProperty(LEAK_DETECTION) == null) {
            // Netty's sampling of buffers looks for errors of programmers and takes 3 % of a stream's time.
            ResourceLeakDetector.setLevel(ResourceLeakDetector.Level.DISABLED);
        }
        Gateway gateway = Gateway.start(GatewaySettings.of(all, upstreams));
        CountDownLatch stop = new CountDownLatch(1);
        Runtime.getRuntime().addShutdownHook(new Thread(gateway::close, "shutdown"));
        if (file != null) {
            gateway.watch(file, again -> upstreams(all, again));
        }
        String scheme = all.tlsCert == null ? "http" : "https";
        out.println("gateway: listening on " + scheme + "://" + all.listen.host() + ":" + gateway.port()
                + ", metrics on http://" + all.admin.host() + ":" + gateway.adminPort() + "/metrics");
        out.flush();
        untilStdinCloses.onEnd(stop::countDown);
        stop.await();
        return CommandLine.ExitCode.OK;
    }

    private @Nullable Path configFile(Map<String, String> environment) {
        String named = environment.get(PREFIX + "CONFIG");
        return config != null || named == null ? config : Path.of(named);
    }

    /** The options with what environment and file add to the command line. */
    private GatewayOptions merged(Map<String, String> environment, ConfigFile file, @Nullable Path path) {
        Map<String, OptionSpec> known = spec.optionsMap();
        for (String name : file.options().keySet()) {
            if (!known.containsKey("--" + name) || isNotForFile("--" + name)) {
                throw new IllegalArgumentException(path + ": there is no setting '" + name
                        + "'; settings are the options of --help without their dashes, and upstreams");
            }
        }
        List<String> more = new ArrayList<>();
        for (OptionSpec option : spec.options()) {
            String name = option.longestName();
            boolean given = spec.commandLine().getParseResult().hasMatchedOption(option);
            if (given || isNotForFile(name)) {
                continue;
            }
            String variable =
                    PREFIX + name.substring(2).toUpperCase(Locale.ROOT).replace('-', '_');
            String value = environment.get(variable);
            List<String> inFile = file.options().get(name.substring(2));
            if (value != null) {
                more.addAll(checked(variable, name, List.of(value)));
            } else if (inFile != null) {
                more.addAll(checked(path + ": " + name.substring(2), name, inFile));
            }
        }
        if (more.isEmpty()) {
            return options;
        }
        for (OptionSpec option : spec.commandLine().getParseResult().matchedOptions()) {
            if (option.arity().max() == 0) {
                more.add(option.longestName());
            } else {
                option.originalStringValues().forEach(value -> more.add(option.longestName() + "=" + value));
            }
        }
        GatewayCommand again = new GatewayCommand();
        new CommandLine(again).parseArgs(more.toArray(String[]::new));
        return again.options;
    }

    /** As arguments of the command line; a value that cannot be read is blamed on where it stands. */
    private static List<String> checked(String where, String option, List<String> values) {
        List<String> arguments =
                values.stream().map(value -> option + "=" + value).toList();
        try {
            new CommandLine(new GatewayCommand()).parseArgs(arguments.toArray(String[]::new));
        } catch (ParameterException e) {
            throw new IllegalArgumentException(where + ": " + e.getMessage(), e);
        }
        return arguments;
    }

    private static boolean isNotForFile(String option) {
        return option.equals(CONFIG)
                || option.equals("--check")
                || option.equals("--print-schema")
                || option.equals("--help")
                || option.equals("--version")
                || option.equals("--until-stdin-closes");
    }

    private static List<UpstreamConfig> upstreams(GatewayOptions options, ConfigFile file) {
        if (!options.upstreams.isEmpty() && !file.upstreams().isEmpty()) {
            throw new IllegalArgumentException(
                    "upstreams are given both by --upstream and in the file: use one of them");
        }
        List<UpstreamConfig> upstreams = options.upstreams.isEmpty()
                ? file.upstreams()
                : options.upstreams.stream().map(UpstreamConfig::of).toList();
        if (upstreams.isEmpty()) {
            throw new IllegalArgumentException(
                    "there is no engine to pass requests to: give --upstream http://HOST:PORT or --config FILE");
        }
        return upstreams;
    }
}
