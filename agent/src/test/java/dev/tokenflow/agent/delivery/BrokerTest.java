package dev.tokenflow.agent.delivery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tokenflow.agent.TestBroker;
import dev.tokenflow.agent.host.StartupException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.common.config.ConfigResource;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The topic of events, on a real broker. */
class BrokerTest {
    @TempDir
    private static Path folder;

    private static TestBroker broker;

    @BeforeAll
    static void startBroker() throws Exception {
        broker = TestBroker.start(folder);
    }

    @AfterAll
    static void stopBroker() {
        broker.close();
    }

    @Test
    void aMissingTopicIsMadeAsTheContractSays() throws Exception {
        assertThat(agent("made").prepare(3)).hasSize(1);
        agent("made").prepare(3); // it is there now, and well
        ConfigResource topic = new ConfigResource(ConfigResource.Type.TOPIC, "made");
        try (Admin admin = broker.admin()) {
            assertThat(admin.describeTopics(List.of("made"))
                            .allTopicNames()
                            .get()
                            .get("made")
                            .partitions())
                    .hasSize(3);
            Config config = admin.describeConfigs(List.of(topic)).all().get().get(topic);
            assertThat(config.get("message.timestamp.type").value()).isEqualTo("LogAppendTime");
            assertThat(config.get("retention.ms").value()).isEqualTo("3600000");
        }
    }

    @Test
    void aTopicWithTheAgentsOwnTimestampsIsRefusedUntilItIsMended() throws Exception {
        broker.makeTopic("own-time", 1, Map.of());
        assertThatThrownBy(() -> agent("own-time").prepare(1))
                .isInstanceOf(StartupException.class)
                .hasMessage("the topic 'own-time' has message.timestamp.type=CreateTime, expected LogAppendTime; this"
                        + " mends it: kafka-configs.sh --bootstrap-server " + broker.bootstrapServers()
                        + " --alter --entity-type topics --entity-name own-time --add-config"
                        + " message.timestamp.type=LogAppendTime");
        ConfigEntry mended = new ConfigEntry("message.timestamp.type", "LogAppendTime");
        try (Admin admin = broker.admin()) {
            admin.incrementalAlterConfigs(Map.of(
                            new ConfigResource(ConfigResource.Type.TOPIC, "own-time"),
                            List.of(new AlterConfigOp(mended, AlterConfigOp.OpType.SET))))
                    .all()
                    .get();
        }
        assertThat(agent("own-time").prepare(2)).hasSize(1); // fewer partitions than shards are a warning only
    }

    private static Broker agent(String topic) {
        return new Broker(KafkaConfig.on(broker.bootstrapServers()).withTopic(topic), "test");
    }
}
