package dev.tokenflow.agent.delivery;

import dev.tokenflow.agent.host.StartupException;
import dev.tokenflow.protocol.topic.Topics;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.TopicExistsException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The topic that batches go to, held to {@link Topics#events the contract}. */
final class EventTopic {
    private static final Logger LOG = LoggerFactory.getLogger(EventTopic.class);

    private final Admin admin;
    private final KafkaConfig config;

    EventTopic(Admin admin, KafkaConfig config) {
        this.admin = admin;
        this.config = config;
    }

    /**
     * Makes it when it is missing, looks at its settings when it is not.
     *
     * @throws StartupException when it is not as the job needs it, with the command that makes it so
     */
    void makeOrVerify(int partitions) throws StartupException, ExecutionException, InterruptedException {
        if (!admin.listTopics().names().get().contains(config.topic()) && make(partitions)) {
            return;
        }
        verifyTimestamps();
        verifyPartitions(partitions);
    }

    /** Whether it was made here; another agent may have been faster. */
    private boolean make(int partitions) throws ExecutionException, InterruptedException {
        try {
            NewTopic wanted = new NewTopic(config.topic(), Optional.of(partitions), Optional.empty())
                    .configs(Topics.events().settings());
            admin.createTopics(List.of(wanted)).all().get();
            return true;
        } catch (ExecutionException e) {
            if (!(e.getCause() instanceof TopicExistsException)) {
                throw e;
            }
            return false;
        }
    }

    /** With its writers' timestamps the job would compare the agent's clock with itself. */
    private void verifyTimestamps() throws StartupException, ExecutionException, InterruptedException {
        ConfigResource topic = new ConfigResource(ConfigResource.Type.TOPIC, config.topic());
        try {
            Config settings = admin.describeConfigs(List.of(topic)).all().get().get(topic);
            ConfigEntry type = settings == null ? null : settings.get(Topics.TIMESTAMP_TYPE);
            if (type != null && !Topics.APPEND_TIME.equals(type.value())) {
                String setting = Topics.TIMESTAMP_TYPE + "=";
                throw new StartupException("the topic '" + config.topic() + "' has " + setting + type.value()
                        + ", expected " + Topics.APPEND_TIME + "; this mends it: kafka-configs.sh --bootstrap-server "
                        + config.bootstrapServers() + " --alter --entity-type topics --entity-name " + config.topic()
                        + " --add-config " + setting + Topics.APPEND_TIME);
            }
        } catch (ExecutionException e) {
            if (!(e.getCause() instanceof AuthorizationException)) {
                throw e;
            }
            LOG.warn(
                    "the broker does not let this agent see the settings of topic {}; it needs {}={}",
                    config.topic(),
                    Topics.TIMESTAMP_TYPE,
                    Topics.APPEND_TIME);
        }
    }

    private void verifyPartitions(int wanted) throws ExecutionException, InterruptedException {
        int partitions = admin.describeTopics(List.of(config.topic())).allTopicNames().get().values().stream()
                .mapToInt(topic -> topic.partitions().size())
                .sum();
        if (partitions < wanted) {
            LOG.warn(
                    "topic {} has fewer partitions ({}) than there are shards ({}): some shards share one",
                    config.topic(),
                    partitions,
                    wanted);
        }
    }
}
