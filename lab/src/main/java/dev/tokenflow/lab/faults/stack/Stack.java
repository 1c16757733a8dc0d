package dev.tokenflow.lab.faults.stack;

import dev.tokenflow.testbed.kafka.BrokerProcess;
import dev.tokenflow.testbed.kafka.Topics;
import dev.tokenflow.testbed.process.Folders;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.NewPartitions;
import org.apache.kafka.clients.admin.NewTopic;

/** A broker and a Flink cluster, each in processes of their own, for one stage after the other. */
public final class Stack implements AutoCloseable {
    private static final List<String> BROKER_JVM = List.of(
            "-XX:+UseSerialGC",
            "-Xmx512m",
            "--enable-native-access=ALL-UNNAMED",
            "--sun-misc-unsafe-memory-access=allow");

    private final Path folder;
    private final BrokerProcess broker;
    private final Cluster cluster;

    private Stack(Path folder, BrokerProcess broker, Cluster cluster) {
        this.folder = folder;
        this.broker = broker;
        this.cluster = cluster;
    }

    /**
     * Starts broker and cluster; takes about 20 s.
     *
     * @param flink settings of Flink's besides the usual ones
     * @param kafka settings of the broker besides the usual ones
     */
    public static Stack start(Map<String, String> flink, Map<String, String> kafka)
            throws IOException, InterruptedException {
        Path folder = Files.createTempDirectory("tokenflow-faults-");
        Path logs = Files.createDirectories(folder.resolve("logs"));
        Path logConfig = writeLogConfig(folder);
        BrokerProcess broker = null;
        try {
            List<String> jvm = new ArrayList<>(BROKER_JVM);
            jvm.add("-Dlog4j2.configurationFile=" + logConfig);
            broker = BrokerProcess.start(folder.resolve("kafka"), logs.resolve("broker.log"), jvm, kafka);
            Cluster cluster = Cluster.start(folder.resolve("flink"), logs, logConfig, flink);
            return new Stack(folder, broker, cluster);
        } catch (IOException | InterruptedException | RuntimeException e) {
            if (broker != null) {
                broker.close();
            }
            Folders.delete(folder);
            throw e;
        }
    }

    public BrokerProcess broker() {
        return broker;
    }

    public Cluster cluster() {
        return cluster;
    }

    /** Where its processes keep what they have. */
    public Path folder() {
        return folder;
    }

    /** Makes the topics of a stage, with the settings of the contract. */
    void makeTopics(StageTopics topics, int partitions, Set<String> without, Map<String, String> more)
            throws IOException, InterruptedException {
        Map<String, String> names = Map.of(
                Topics.EVENTS, topics.events(),
                Topics.HINTS, topics.hints(),
                Topics.FEATURES, topics.features(),
                Topics.REJECTED, topics.rejected(),
                Topics.MODELS, Topics.MODELS);
        List<NewTopic> all = Topics.all().stream()
                .filter(topic -> names.containsKey(topic.name()))
                .map(topic -> new NewTopic(
                                names.get(topic.name()),
                                topic.name().equals(Topics.EVENTS) ? partitions : 1,
                                topic.replicationFactor())
                        .configs(topic.configs()))
                .filter(topic -> !without.contains(topic.name()))
                .collect(Collectors.toList());
        makeTopics(all, more);
    }

    /** Makes the topics that are not there. */
    void makeTopics(List<NewTopic> topics, Map<String, String> more) throws IOException, InterruptedException {
        try (Admin admin = admin()) {
            Set<String> there = admin.listTopics().names().get();
            List<NewTopic> missing = topics.stream()
                    .filter(topic -> !there.contains(topic.name()))
                    .map(topic -> more.isEmpty() ? topic : topic.configs(both(topic.configs(), more)))
                    .toList();
            admin.createTopics(missing).all().get();
        } catch (ExecutionException e) {
            throw new IOException("topics could not be made: " + e.getMessage(), e);
        }
    }

    /** Makes a topic whose timestamps are its writers', for a copy of another. */
    public void makeCopyTopic(String name) throws IOException, InterruptedException {
        makeTopics(List.of(new NewTopic(name, 1, (short) 1)), Map.of());
    }

    /** Gives a topic more partitions. */
    public void partitions(String topic, int partitions) throws IOException, InterruptedException {
        try (Admin admin = admin()) {
            admin.createPartitions(Map.of(topic, NewPartitions.increaseTo(partitions)))
                    .all()
                    .get();
        } catch (ExecutionException e) {
            throw new IOException(topic + " got no more partitions: " + e.getMessage(), e);
        }
    }

    /** The broker's administration, to be closed. */
    public Admin admin() {
        return Admin.create(Map.of(AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, broker.address()));
    }

    @Override
    public void close() throws IOException {
        cluster.close();
        broker.close();
        Folders.delete(folder);
    }

    private static Map<String, String> both(Map<String, String> some, Map<String, String> more) {
        Map<String, String> all = new HashMap<>(some == null ? Map.of() : some);
        all.putAll(more);
        return all;
    }

    private static Path writeLogConfig(Path folder) throws IOException {
        return Files.writeString(folder.resolve("log4j2.properties"), """
                rootLogger.level = INFO
                rootLogger.appenderRef.out.ref = out
                appender.out.type = Console
                appender.out.name = out
                appender.out.layout.type = PatternLayout
                appender.out.layout.pattern = %d{ISO8601} %-5p %-40.40c{1.} %m%n
                """);
    }
}
