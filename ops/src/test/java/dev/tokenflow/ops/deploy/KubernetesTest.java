package dev.tokenflow.ops.deploy;

import static dev.tokenflow.ops.deploy.DeployFiles.at;
import static dev.tokenflow.ops.deploy.DeployFiles.documents;
import static dev.tokenflow.ops.deploy.DeployFiles.kubernetes;
import static dev.tokenflow.ops.deploy.DeployFiles.list;
import static dev.tokenflow.ops.deploy.DeployFiles.map;
import static dev.tokenflow.ops.deploy.DeployFiles.words;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.tokenflow.gateway.GatewayMain;
import dev.tokenflow.job.TokenFlowJob;
import dev.tokenflow.job.config.JobConfig;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** deploy/kubernetes, without a cluster: that it hangs together and means what our programs understand. */
class KubernetesTest {
    private static final String GATEWAY = "components/gateway";
    private static final String TRAINING = "components/training";

    @TempDir
    private Path temporary;

    @Test
    void everyKustomizationNamesFilesThatExist() throws Exception {
        int named = 0;
        for (Path file : DeployFiles.kubernetesFiles()) {
            assertThat(documents(file)).as(file.toString()).isNotEmpty();
            if (!file.endsWith("kustomization.yaml")) {
                continue;
            }
            Map<String, Object> kustomization = documents(file).getFirst();
            List<String> paths = new ArrayList<>();
            for (String key : List.of("resources", "components", "configurations")) {
                paths.addAll(words(kustomization.get(key)));
            }
            for (Object patch : list(kustomization.get("patches"))) {
                if (at(patch, "path") != null) {
                    paths.add(at(patch, "path").toString());
                }
            }
            for (String path : paths) {
                assertThat(file.resolveSibling(path))
                        .as(file + " names " + path)
                        .exists();
                named++;
            }
        }
        assertThat(named).isGreaterThan(10);
    }

    @Test
    void everyImageHasATag() throws Exception {
        List<Map<String, Object>> kustomizations = new ArrayList<>(kubernetes("", "Kustomization"));
        kustomizations.addAll(kubernetes("", "Component"));
        for (Map<String, Object> kustomization : kustomizations) {
            for (Object image : list(kustomization.get("images"))) {
                assertThat(at(image, "newTag").toString()).matches("\\d+(\\.\\d+)+.*");
            }
        }
        List<String> tagged = list(
                        kubernetes("base", "Kustomization").getFirst().get("images"))
                .stream()
                .map(image -> at(image, "name").toString())
                .toList();
        for (Map<String, Object> workload : workloads()) {
            assertThat(tagged).contains(at(container(workload), "image").toString());
        }
        assertThat(tagged).contains(at(flink("base"), "spec", "image").toString());
    }

    @Test
    void programsTakeTheirArguments() throws Exception {
        for (Map<String, Object> workload : workloads()) {
            List<String> command = words(at(container(workload), "args"));
            Tool help = Tool.help(command);
            assertThat(help.status()).as(help.output()).isZero();
            assertThat(help.unknownOptions(command)).as(help.output()).isEmpty();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"base", "overlays/production"})
    void theJobTakesItsArgumentsAndHasASlotForEverySubtask(String folder) throws Exception {
        Object job = at(flink(folder), "spec", "job");
        JobConfig config = JobConfig.parse(
                words(at(job, "args")).toArray(String[]::new), Map.of("TOKENFLOW_BOOTSTRAP_SERVERS", "kafka:9092"));
        assertThat(config.run().parallelism())
                .as("the operator sets it, from the field parallelism")
                .isNull();
        assertThat((Integer) at(job, "parallelism"))
                .isBetween(1, config.limits().groups());
        assertThat(config.kafka().bootstrapServers()).isEqualTo("kafka:9092");
        assertThat(config.limits().groups())
                .as("the same everywhere, or a savepoint of one cannot be restored by the other")
                .isEqualTo(128);
    }

    @Test
    void flinkIsTheOneWeBuildWith() throws Exception {
        String version = DeployFiles.pomProperty("flink.version");
        String[] parts = version.split("\\.", -1);
        assertThat(at(flink("base"), "spec", "flinkVersion")).isEqualTo("v" + parts[0] + "_" + parts[1]);
        Object entry = at(flink("base"), "spec", "job", "entryClass");
        Class.forName(entry.toString());
        Object env = list(at(flinkContainer("overlays/production"), "env")).getFirst();
        assertThat(at(env, "value")).isEqualTo("flink-s3-fs-presto-" + version + ".jar");
    }

    @ParameterizedTest
    @ValueSource(strings = {"overlays/small", "overlays/production"})
    void flinkKnowsItsSettings(String overlay) throws Exception {
        Map<String, String> settings = new HashMap<>();
        for (String folder : List.of("base", overlay)) {
            map(at(flink(folder), "spec", "flinkConfiguration"))
                    .forEach((key, value) -> settings.put(key, value.toString()));
        }
        FlinkSettings.check(settings);
        StreamExecutionEnvironment env =
                new StreamExecutionEnvironment(Configuration.fromMap(settings), KubernetesTest.class.getClassLoader());
        assertThatCode(() -> TokenFlowJob.configure(env, JobConfig.on("kafka:9092")))
                .as("the job takes the state backend")
                .doesNotThrowAnyException();
        assertThat(settings)
                .containsKeys(
                        "execution.checkpointing.dir",
                        "execution.checkpointing.savepoint-dir",
                        "high-availability.storageDir");
    }

    @Test
    void probesServicesAndMonitorsMeetAtPortsThatAreOpen() throws Exception {
        Map<String, Object> metrics = new HashMap<>();
        for (Map<String, Object> workload : workloads()) {
            Object container = container(workload);
            Map<String, Object> open = new HashMap<>();
            list(at(container, "ports"))
                    .forEach(port -> open.put(at(port, "name").toString(), at(port, "containerPort")));
            for (String probe : List.of("startupProbe", "livenessProbe", "readinessProbe")) {
                if (at(container, probe) != null) {
                    assertThat(open)
                            .containsKey(at(container, probe, "httpGet", "port").toString());
                }
            }
            metrics.put(at(workload, "metadata", "name").toString(), open);
            String args = String.join(" ", words(at(container, "args")));
            open.values().forEach(port -> assertThat(args).containsPattern("(port=|0\\.0\\.0\\.0:)" + port + "( |$)"));
        }
        Object service = list(at(kubernetes("base", "Service").getFirst(), "spec", "ports"))
                .getFirst();
        assertThat(map(metrics.get("hints")))
                .containsKey(at(service, "targetPort").toString());
        Object endpoint = list(at(kubernetes("base", "ServiceMonitor").getFirst(), "spec", "endpoints"))
                .getFirst();
        assertThat(at(endpoint, "port")).isEqualTo(at(service, "name"));
        assertThat(at(endpoint, "path")).isEqualTo("/metrics");
        List<String> jobs = new ArrayList<>();
        List<Map<String, Object>> monitors = new ArrayList<>(kubernetes("base", "PodMonitor"));
        monitors.addAll(kubernetes(GATEWAY, "PodMonitor"));
        for (Map<String, Object> monitor : monitors) {
            Object pods = list(at(monitor, "spec", "podMetricsEndpoints")).getFirst();
            assertThat(at(pods, "port")).isEqualTo("metrics");
            assertThat(at(pods, "path")).isEqualTo("/metrics");
            jobs.add(at(monitor, "metadata", "name").toString());
        }
        assertThat(jobs).containsExactlyInAnyOrder("flink", "agent", "gateway");
        for (String folder : List.of("base", "overlays/small", "overlays/production")) {
            Object port = list(at(flinkContainer(folder), "ports")).getFirst();
            assertThat(port).as(folder).isEqualTo(Map.of("name", "metrics", "containerPort", 9249));
        }
    }

    /** A broker that is away makes an agent unready. It must not have it restarted: none could start. */
    @Test
    void anAgentIsReadyWhenItDeliversAndAliveWhenItDrains() throws Exception {
        Object agent = container(kubernetes("base", "DaemonSet").getFirst());
        assertThat(at(agent, "readinessProbe", "httpGet", "path")).isEqualTo("/healthz");
        assertThat(at(agent, "startupProbe", "httpGet", "path")).isEqualTo("/livez");
        assertThat(at(agent, "livenessProbe", "httpGet", "path")).isEqualTo("/livez");
    }

    @Test
    void answersEndBeforeTheGatewaysPodDoes() throws Exception {
        Map<String, Object> gateway = kubernetes(GATEWAY, "Deployment").getFirst();
        int pause = Integer.parseInt(words(at(container(gateway), "lifecycle", "preStop", "exec", "command"))
                .getLast());
        int drain = Integer.parseInt(argument(gateway, "--drain-timeout").replace("s", ""));
        int grace = (Integer) at(gateway, "spec", "template", "spec", "terminationGracePeriodSeconds");
        assertThat(grace).isGreaterThan(pause + drain);
        assertThat(at(gateway, "spec", "strategy", "rollingUpdate", "maxUnavailable"))
                .isEqualTo(0);
        assertThat(at(kubernetes(GATEWAY, "PodDisruptionBudget").getFirst(), "spec", "maxUnavailable"))
                .isEqualTo(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {GATEWAY, "overlays/production"})
    void theGatewayTakesItsFile(String folder) throws Exception {
        Map<String, Object> settings = kubernetes(folder, "ConfigMap").stream()
                .filter(map -> at(map, "metadata", "name").equals("gateway"))
                .findFirst()
                .orElseThrow();
        Path file = Files.writeString(
                temporary.resolve("gateway.yaml"),
                at(settings, "data", "gateway.yaml").toString());
        StringWriter said = new StringWriter();
        int status = GatewayMain.command()
                .setOut(new PrintWriter(said))
                .setErr(new PrintWriter(said))
                .execute("--check", "--config=" + file);
        assertThat(status).as(said.toString()).isZero();
        Map<String, Object> gateway = kubernetes(GATEWAY, "Deployment").getFirst();
        assertThat(argument(gateway, "--config")).isEqualTo("/etc/tokenflow/gateway.yaml");
        Object mount = list(at(container(gateway), "volumeMounts")).getFirst();
        assertThat(at(mount, "mountPath")).isEqualTo("/etc/tokenflow");
        assertThat(at(mount, "subPath"))
                .as("a file under subPath never changes")
                .isNull();
    }

    @Test
    void hintsAreOfTheConnectionsThatEndAtTheGateway() throws Exception {
        Map<String, Object> gateway = kubernetes(GATEWAY, "Deployment").getFirst();
        String port = argument(gateway, "--listen").replaceFirst(".*:", "");
        assertThat(argument(kubernetes("base", "DaemonSet").getFirst(), "--watch-port"))
                .isEqualTo(port);
        Map<String, Object> readers = policy("gateway");
        assertThat(list(at(readers, "spec", "ingress")).getFirst())
                .isEqualTo(Map.of("ports", List.of(Map.of("port", Integer.valueOf(port)))));
        Object allowed =
                list(at(policy("hints-for-gateway"), "spec", "ingress")).getFirst();
        assertThat(at(list(at(allowed, "from")).getFirst(), "podSelector", "matchLabels"))
                .isEqualTo(at(gateway, "spec", "selector", "matchLabels"));
    }

    @Test
    void onlyTheAgentHasCapabilities() throws Exception {
        for (Map<String, Object> workload : workloads()) {
            boolean agent = at(workload, "metadata", "name").equals("agent");
            Object pod = at(workload, "spec", "template", "spec");
            Object container = container(workload);
            assertThat(map(pod)).doesNotContainKeys("hostNetwork", "hostPID");
            assertThat(map(at(container, "securityContext")))
                    .containsEntry("readOnlyRootFilesystem", true)
                    .containsEntry("allowPrivilegeEscalation", false);
            assertThat(map(at(container, "resources"))).containsKeys("requests", "limits");
            assertThat(map(at(container, "resources", "limits"))).containsKey("memory");
            // An agent that may not run for the rest of a period loses what the kernel reports meanwhile.
            assertThat(agent && map(at(container, "resources", "limits")).containsKey("cpu"))
                    .isFalse();
            assertThat(words(at(container, "securityContext", "capabilities", "drop")))
                    .containsExactly("ALL");
            assertThat(words(at(container, "securityContext", "capabilities", "add")))
                    .isEqualTo(agent ? List.of("BPF", "PERFMON", "NET_ADMIN") : List.of());
            assertThat(at(pod, "securityContext", "runAsNonRoot")).isEqualTo(agent ? null : true);
            assertThat(at(pod, "securityContext", "seccompProfile", "type")).isEqualTo("RuntimeDefault");
        }
        for (String folder : List.of("base", "overlays/small", "overlays/production")) {
            assertThat(at(flinkContainer(folder), "securityContext"))
                    .as(folder)
                    .isEqualTo(
                            Map.of("allowPrivilegeEscalation", false, "capabilities", Map.of("drop", List.of("ALL"))));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"base", "overlays/small", "overlays/production"})
    void kustomizeBuildsIt(String folder) throws Exception {
        assumeTrue(Tool.installed("kubectl"), "kubectl is not installed");
        Tool built = Tool.run(List.of(
                "kubectl", "kustomize", DeployFiles.KUBERNETES.resolve(folder).toString()));
        assertThat(built.status()).as(built.output()).isZero();
        assertThat(built.output())
                .contains("image: tokenflow/tokenflow:", "image: tokenflow/flink:")
                .doesNotContain(":latest");
    }

    private static List<Map<String, Object>> workloads() throws Exception {
        List<Map<String, Object>> workloads = new ArrayList<>(kubernetes("base", "Deployment"));
        workloads.addAll(kubernetes("base", "DaemonSet"));
        workloads.addAll(kubernetes(GATEWAY, "Deployment"));
        for (Map<String, Object> scheduled : kubernetes(TRAINING, "CronJob")) {
            Map<String, Object> job = new HashMap<>(map(at(scheduled, "spec", "jobTemplate")));
            job.put("metadata", at(scheduled, "metadata"));
            workloads.add(job);
        }
        assertThat(workloads).hasSize(4);
        return workloads;
    }

    private static Map<String, Object> policy(String name) throws Exception {
        return kubernetes(GATEWAY, "NetworkPolicy").stream()
                .filter(policy -> at(policy, "metadata", "name").equals(name))
                .findFirst()
                .orElseThrow();
    }

    private static String argument(Map<String, Object> workload, String name) {
        return words(at(container(workload), "args")).stream()
                .filter(argument -> argument.startsWith(name + "="))
                .map(argument -> argument.substring(name.length() + 1))
                .findFirst()
                .orElseThrow();
    }

    private static Object container(Map<String, Object> workload) {
        return list(at(workload, "spec", "template", "spec", "containers")).getFirst();
    }

    private static Map<String, Object> flink(String folder) throws Exception {
        return kubernetes(folder, "FlinkDeployment").getFirst();
    }

    private static Object flinkContainer(String folder) throws Exception {
        return list(at(flink(folder), "spec", "podTemplate", "spec", "containers"))
                .getFirst();
    }
}
