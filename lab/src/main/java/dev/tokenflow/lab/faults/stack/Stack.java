package dev.tokenflow.lab.faults.stack;

import dev.tokenflow.protocol.topic.Topics;
import dev.tokenflow.testbed.kafka.BrokerProcess;
import dev.tokenflow.testbed.kafka.NewTopics;
import dev.tokenflow.testbed.process.Folders;
import dev.tokenflow.testbed.process.FreePorts;
import dev.tokenflow.testbed.process.ServerProcess;
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
import org.apache.kafka.common.acl.AccessControlEntry;
import org.apache.kafka.common.acl.AclBinding;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.acl.AclPermissionType;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.common.resource.PatternType;
import org.apache.kafka.common.resource.ResourcePattern;
import org.apache.kafka.common.resource.ResourceType;
import org.jspecify.annotations.Nullable;

/** One broker or two, and a Flink cluster, each in processes of their own, for one stage after the other. */
public final class Stack implements AutoCloseable {
    private static final List<String> BROKER_JVM = List.of(
            "-XX:+UseSerialGC",
            "-Xmx512m",
            "--enable-native-access=ALL-UNNAMED",
            "--sun-misc-unsafe-memory-access=allow");

    /** So that a topic can be closed to writers, and leaders move only when a row moves them. */
    private static final Map<String, String> BROKER = Map.of(
            "authorizer.class.name",
            "org.apache.kafka.metadata.authorizer.StandardAuthorizer",
            "allow.everyone.if.no.acl.found",
            "true",
            "auto.leader.rebalance.enable",
            "false");

    private final Path folder;
    private final boolean keep;
    private final List<BrokerProcess> brokers;
    private final Cluster cluster;
    private final @Nullable ServerProcess zooKeeper;

    private Stack(
            Path folder,
            boolean keep,
            List<BrokerProcess> brokers,
            Cluster cluster,
            @Nullable ServerProcess zooKeeper) {
        this.zooKeeper = zooKeeper;
        this.keep = keep;
        this.folder = folder;
        this.brokers = brokers;
        this.cluster = cluster;
    }

    /**
     * Starts broker and cluster; takes about 20 s.
     *
     * @param extra what there is besides one broker
     * @param keep whether the folder of logs and data stays when this is closed
     */
    public static Stack start(Extra extra, boolean keep) throws IOException, InterruptedException {
        Path folder = Files.createTempDirectory("tokenflow-faults-");
        Path logs = Files.createDirectories(folder.resolve("logs"));
        Path logConfig = writeLogConfig(folder);
        List<BrokerProcess> brokers = new ArrayList<>();
        ServerProcess zooKeeper = null;
        try {
            List<String> jvm = new ArrayList<>(BROKER_JVM);
            jvm.add("-Dlog4j2.configurationFile=" + logConfig);
            Path first = folder.resolve("kafka");
            brokers.add(BrokerProcess.start(first, logs.resolve("broker.log"), jvm, BROKER));
            if (extra == Extra.BROKER) {
                Path second = folder.resolve("kafka-2");
                brokers.add(BrokerProcess.join(first, second, logs.resolve("broker-2.log"), jvm, BROKER));
            }
            Map<String, String> flink = Map.of();
            if (extra == Extra.ZOOKEEPER) {
                int port = FreePorts.next();
                zooKeeper = ZooKeeper.start(Files.createDirectories(folder.resolve("zookeeper")), port, logs);
                flink = ZooKeeper.flinkSettings(folder.resolve("flink").resolve("ha"), port);
            }
            Cluster cluster = Cluster.start(folder.resolve("flink"), logs, logConfig, flink);
            return new Stack(folder, keep, brokers, cluster, zooKeeper);
        } catch (IOException | InterruptedException | RuntimeException e) {
            brokers.forEach(BrokerProcess::close);
            if (zooKeeper != null) {
                zooKeeper.close();
            }
            Folders.delete(folder);
            throw e;
        }
    }

    /** The first one, which is also the controller. */
    public BrokerProcess broker() {
        return brokers.getFirst();
    }

    public Cluster cluster() {
        return cluster;
    }

    /** Where its processes keep what they have. */
    public Path folder() {
        return folder;
    }

    /** Makes the topics of a stage, with the settings of the contract; every broker has all of them. */
    void makeTopics(StageTopics topics, int partitions, Set<String> without, Map<String, String> more)
            throws IOException, InterruptedException {
        Map<String, String> names = Map.of(
                Topics.EVENTS, topics.events(),
                Topics.HINTS, topics.hints(),
                Topics.FEATURES, topics.features(),
                Topics.REJECTED, topics.rejected(),
                Topics.MODELS, Topics.MODELS);
        short replicas = (short) brokers.size();
        List<NewTopic> all = NewTopics.all().stream()
                .filter(topic -> names.containsKey(topic.name()))
                .map(topic -> new NewTopic(
                                names.get(topic.name()), topic.name().equals(Topics.EVENTS) ? partitions : 1, replicas)
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

    /** Makes a topic that takes no records of more bytes. */
    public void makeTinyTopic(String name, String bytes) throws IOException, InterruptedException {
        makeTopics(List.of(new NewTopic(name, 1, (short) 1)), Map.of(TopicConfig.MAX_MESSAGE_BYTES_CONFIG, bytes));
    }

    /** Makes a topic that nobody may write to. */
    public void closeToWriters(String name) throws IOException, InterruptedException {
        makeTopics(List.of(new NewTopic(name, 1, (short) 1)), Map.of());
        ResourcePattern topic = new ResourcePattern(ResourceType.TOPIC, name, PatternType.LITERAL);
        try (Admin admin = admin()) {
            admin.createAcls(List.of(
                            rule(topic, AclOperation.WRITE, AclPermissionType.DENY),
                            rule(topic, AclOperation.READ, AclPermissionType.ALLOW),
                            rule(topic, AclOperation.DESCRIBE, AclPermissionType.ALLOW)))
                    .all()
                    .get();
        } catch (ExecutionException e) {
            throw new IOException(name + " was not closed to writers: " + e.getMessage(), e);
        }
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
        return Admin.create(Map.of(AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, broker().address()));
    }

    @Override
    public void close() throws IOException {
        cluster.close();
        brokers.forEach(broker -> broker.process().end());
        if (zooKeeper != null) {
            zooKeeper.end();
        }
        if (!keep) {
            Folders.delete(folder);
        }
    }

    private static AclBinding rule(ResourcePattern topic, AclOperation operation, AclPermissionType permission) {
        return new AclBinding(topic, new AccessControlEntry("User:*", "*", operation, permission));
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
