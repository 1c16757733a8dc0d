package dev.tokenflow.ops.deploy;

import static dev.tokenflow.ops.deploy.DeployFiles.at;
import static dev.tokenflow.ops.deploy.DeployFiles.list;
import static dev.tokenflow.ops.deploy.DeployFiles.map;
import static dev.tokenflow.ops.deploy.DeployFiles.services;
import static dev.tokenflow.ops.deploy.DeployFiles.words;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.tokenflow.gateway.GatewayMain;
import dev.tokenflow.job.config.JobConfig;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.yaml.snakeyaml.Yaml;
import picocli.CommandLine;

/** docker-compose.yml, the Dockerfile, and what Prometheus scrapes in it. */
class ComposeTest {
    private static final List<String> NOT_IN_AN_IMAGE = List.of("bench", "ops");
    private static final Set<String> ONE_SHOTS = Set.of("topics", "job");
    private static final Pattern PINNED = Pattern.compile("[\\w./-]+:v?\\d+(\\.\\d+)+[\\w.-]*");
    private static final String GATEWAY = "TOKENFLOW_GATEWAY_";
    private static final String DOCKERFILE = "deploy/docker/Dockerfile";

    @Test
    void everyPublishedPortIsForThisMachineOnly() throws Exception {
        List<String> ports = new ArrayList<>();
        services().values().forEach(service -> ports.addAll(words(service.get("ports"))));
        assertThat(ports).isNotEmpty().allMatch(port -> port.matches("127\\.0\\.0\\.1:\\d+:\\d+"));
    }

    @Test
    void everyImageIsPinned() throws Exception {
        services()
                .forEach((name, service) ->
                        assertThat(service.get("image").toString()).as(name).matches(PINNED));
        assertThat(baseImages())
                .hasSize(3)
                .allSatisfy(image -> assertThat(image).matches(PINNED));
    }

    @Test
    void flinkAndKafkaAreThoseWeBuildWith() throws Exception {
        assertThat(baseImages()).contains("flink:" + DeployFiles.pomProperty("flink.version") + "-java17");
        String kafka = "apache/kafka:" + DeployFiles.pomProperty("kafka.version");
        assertThat(services().get("kafka")).containsEntry("image", kafka);
        assertThat(services().get("topics")).containsEntry("image", kafka);
    }

    @Test
    void everyServiceHasLimitsAndNoPrivileges() throws Exception {
        services().forEach((name, service) -> {
            assertThat(map(at(service, "deploy", "resources", "limits")))
                    .as(name)
                    .containsKeys("cpus", "memory", "pids");
            assertThat(words(service.get("cap_drop"))).as(name).containsExactly("ALL");
            assertThat(words(service.get("security_opt"))).as(name).contains("no-new-privileges:true");
            assertThat(map(at(service, "logging", "options"))).as(name).containsKeys("max-size", "max-file");
            assertThat(service).as(name).doesNotContainKeys("privileged", "pid", "network_mode");
            boolean agent = name.equals("agent");
            assertThat(service.get("user").toString().startsWith("0")).as(name).isEqualTo(agent);
            assertThat(words(service.get("cap_add")))
                    .as(name)
                    .isEqualTo(agent ? List.of("BPF", "PERFMON", "NET_ADMIN") : List.of());
        });
        assertThat(services().get("agent")).containsEntry("profiles", List.of("agent"));
    }

    @Test
    void whatRunsIsWatchedAndWhatEndsIsNot() throws Exception {
        services().forEach((name, service) -> {
            boolean ends = ONE_SHOTS.contains(name);
            assertThat(service.containsKey("healthcheck")).as(name).isEqualTo(!ends);
            assertThat(service.get("restart")).as(name).isEqualTo(ends ? "on-failure:5" : "unless-stopped");
        });
    }

    @Test
    void dependenciesWaitForWhatCanHappen() throws Exception {
        Map<String, Map<String, Object>> services = services();
        services.forEach((name, service) -> map(service.get("depends_on")).forEach((other, condition) -> {
            assertThat(services).as(name).containsKey(other);
            assertThat(at(condition, "condition"))
                    .as(name + " on " + other)
                    .isEqualTo(ONE_SHOTS.contains(other) ? "service_completed_successfully" : "service_healthy");
        }));
    }

    @Test
    void everyMountedFileIsInTheRepository() throws Exception {
        List<String> missing = new ArrayList<>();
        for (Map<String, Object> service : services().values()) {
            for (Object volume : list(service.get("volumes"))) {
                if (volume instanceof Map<?, ?> mount) {
                    assertThat(at(mount, "bind", "create_host_path"))
                            .as("%s: a missing file must not become a folder", mount)
                            .isEqualTo(false);
                    String source = String.valueOf(mount.get("source"));
                    if (source.startsWith("./") && !Files.exists(DeployFiles.ROOT.resolve(source))) {
                        missing.add(source);
                    }
                } else {
                    String name =
                            volume.toString().substring(0, volume.toString().indexOf(':'));
                    assertThat(map(DeployFiles.compose().get("volumes"))).containsKey(name);
                }
            }
        }
        assertThat(missing).isEmpty();
    }

    @Test
    void everyCommandTakesItsOptions() throws Exception {
        for (String name : List.of("hints", "engine", "gateway", "simulator", "agent")) {
            List<String> command = words(services().get(name).get("command"));
            Tool help = Tool.help(command);
            assertThat(help.status()).as(help.output()).isZero();
            assertThat(help.unknownOptions(command)).as(help.output()).isEmpty();
        }
        List<String> job = words(services().get("job").get("command"));
        assertThat(JobConfig.parse(job.toArray(String[]::new), Map.of()).kafka().bootstrapServers())
                .isEqualTo("kafka:9092");
    }

    @Test
    void flinkKnowsItsSettings() throws Exception {
        for (String name : List.of("jobmanager", "taskmanager")) {
            String properties =
                    at(services().get(name), "environment", "FLINK_PROPERTIES").toString();
            Map<String, String> settings = new HashMap<>();
            properties.lines().forEach(line -> {
                int colon = line.indexOf(": ");
                settings.put(line.substring(0, colon), line.substring(colon + 2));
                assertThat(line.substring(colon + 2))
                        .as("the image takes white space out")
                        .doesNotContain(" ");
            });
            FlinkSettings.check(settings);
        }
    }

    @Test
    void prometheusScrapesThePortsThatAreServed() throws Exception {
        Map<String, Object> prometheus =
                map(new Yaml().load(DeployFiles.text("grafana/prometheus/prometheus-compose.yml")));
        assertThat(at(prometheus, "global", "scrape_interval")).isEqualTo("5s");
        assertThat(words(prometheus.get("rule_files"))).containsExactly("alerts.yml");
        Map<String, Object> jobs = list(prometheus.get("scrape_configs")).stream()
                .collect(Collectors.toMap(job -> at(job, "job_name").toString(), job -> job));
        assertThat(jobs).containsOnlyKeys("flink", "hints", "simulator", "gateway", "agent");
        assertThat(targets(jobs.get("flink"))).containsExactly("jobmanager:9249", "taskmanager:9249");
        assertThat(targets(jobs.get("hints"))).containsExactly("hints:" + option("hints", "--port"));
        assertThat(targets(jobs.get("simulator")))
                .containsExactly("simulator:" + option("simulator", "--metrics-port"));
        assertThat(targets(jobs.get("gateway"))).containsExactly("gateway:" + gatewayPort("ADMIN"));
        Object found = list(at(jobs.get("agent"), "dns_sd_configs")).getFirst();
        assertThat(words(at(found, "names"))).containsExactly("agent");
        assertThat(at(found, "port").toString()).isEqualTo(option("agent", "--metrics-port"));
    }

    @Test
    void whatIsServedIsServedToOtherContainers() throws Exception {
        assertThat(option("hints", "--host")).isEqualTo("0.0.0.0");
        assertThat(option("simulator", "--metrics-host")).isEqualTo("0.0.0.0");
        assertThat(option("engine", "--host")).isEqualTo("0.0.0.0");
        assertThat(gatewaySetting("LISTEN")).startsWith("0.0.0.0:");
        assertThat(gatewaySetting("ADMIN")).startsWith("0.0.0.0:");
    }

    @Test
    void theGatewayTakesItsSettings() throws Exception {
        Map<String, Object> environment = map(services().get("gateway").get("environment"));
        List<String> arguments = new ArrayList<>();
        environment.forEach((name, value) -> {
            assertThat(name).startsWith(GATEWAY);
            String option =
                    name.substring(GATEWAY.length()).toLowerCase(Locale.ROOT).replace('_', '-');
            arguments.add(
                    "--" + option + "=" + DeployFiles.words(List.of(value)).getFirst());
        });
        arguments.add("--check");
        StringWriter said = new StringWriter();
        CommandLine line = GatewayMain.command();
        assertThat(line.setOut(new PrintWriter(said)).execute(arguments.toArray(String[]::new)))
                .isZero();
        assertThat(said.toString()).contains("with 1 upstream");
    }

    @Test
    void aTokenGoesFromEngineOverGatewayToReader() throws Exception {
        assertThat(words(List.of(gatewaySetting("UPSTREAM"))))
                .containsExactly("http://engine:" + option("engine", "--port"));
        assertThat(option("simulator", "--gateway")).isEqualTo("http://gateway:" + gatewayPort("LISTEN"));
        assertThat(gatewaySetting("HINTS")).isEqualTo("http://hints:" + option("hints", "--port"));
        assertThat(words(services().get("gateway").get("ports")))
                .containsExactly("127.0.0.1:" + gatewayPort("LISTEN") + ":" + gatewayPort("LISTEN"));
        List<String> agent = words(services().get("agent").get("command"));
        assertThat(agent.get(agent.indexOf("--watch-port") + 1))
                .as("hints are of the readers' connections, which end at the gateway")
                .isEqualTo(gatewayPort("LISTEN"));
        assertThat(words(at(services().get("gateway"), "healthcheck", "test")))
                .containsExactly("CMD", "http-ok", gatewayPort("ADMIN"), "/readyz");
    }

    @Test
    void theAgentIsWellWhenItDelivers() throws Exception {
        assertThat(words(at(services().get("agent"), "healthcheck", "test")))
                .containsExactly("CMD", "http-ok", option("agent", "--metrics-port"), "/healthz");
    }

    @Test
    void theGatewayHasTimeToDrain() throws Exception {
        assertThat(seconds(services().get("gateway").get("stop_grace_period").toString()))
                .isGreaterThan(seconds(gatewaySetting("DRAIN_TIMEOUT")));
    }

    @Test
    void noTwoServicesPublishOnePort() throws Exception {
        List<String> published = new ArrayList<>();
        services()
                .values()
                .forEach(service -> words(service.get("ports")).forEach(port -> published.add(port.split(":", -1)[1])));
        assertThat(published).doesNotHaveDuplicates();
    }

    @Test
    void javaRunsWithTheFlagsOfTheLauncher() throws Exception {
        String dockerfile = DeployFiles.text(DOCKERFILE);
        Matcher flags =
                Pattern.compile("\"\\$JAVA_HOME/bin/java\" (--[^\\\\]+)").matcher(DeployFiles.text("tokenflow"));
        assertThat(flags.find()).isTrue();
        String entry =
                dockerfile.lines().filter(line -> line.startsWith("ENTRYPOINT")).collect(Collectors.joining());
        assertThat(List.of(flags.group(1).strip().split(" ", -1)))
                .isNotEmpty()
                .allSatisfy(flag -> assertThat(entry).contains(flag));
    }

    @Test
    void theImageIsBuiltFromEveryModule() throws Exception {
        String dockerfile = DeployFiles.text(DOCKERFILE);
        Matcher modules = Pattern.compile("<module>([^<]+)</module>").matcher(DeployFiles.text("pom.xml"));
        while (modules.find()) {
            String module = modules.group(1);
            assertThat(dockerfile).contains("COPY " + module + "/pom.xml " + module + "/");
            if (!NOT_IN_AN_IMAGE.contains(module)) {
                assertThat(dockerfile).contains("COPY " + module + "/src " + module + "/src");
            }
        }
    }

    @Test
    void composeItselfAcceptsTheFile() throws Exception {
        assumeTrue(Tool.installed("docker"), "docker is not installed");
        assumeTrue(
                Tool.run(List.of("docker", "compose", "version")).status() == 0, "docker has no compose command here");
        Path file = DeployFiles.ROOT.resolve("docker-compose.yml");
        Tool config = Tool.run(List.of("docker", "compose", "-f", file.toString(), "--profile", "*", "config", "-q"));
        assertThat(config.status()).as(config.output()).isZero();
    }

    private static List<String> baseImages() throws Exception {
        return DeployFiles.text(DOCKERFILE)
                .lines()
                .filter(line -> line.startsWith("FROM "))
                .map(line -> line.split(" ", -1)[1])
                .toList();
    }

    private static List<String> targets(Object job) {
        return words(at(list(at(job, "static_configs")).getFirst(), "targets"));
    }

    private static String gatewaySetting(String name) throws Exception {
        return at(services().get("gateway"), "environment", GATEWAY + name).toString();
    }

    private static String gatewayPort(String name) throws Exception {
        return gatewaySetting(name).replaceFirst(".*:", "");
    }

    private static int seconds(String time) {
        assertThat(time).matches("\\d+s");
        return Integer.parseInt(time.replace("s", ""));
    }

    private static String option(String service, String name) throws Exception {
        List<String> command = words(services().get(service).get("command"));
        return command.get(command.indexOf(name) + 1);
    }
}
