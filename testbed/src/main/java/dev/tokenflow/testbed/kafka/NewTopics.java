package dev.tokenflow.testbed.kafka;

import dev.tokenflow.protocol.topic.Topics;
import java.util.List;
import org.apache.kafka.clients.admin.NewTopic;

/** TokenFlow's topics for a broker that has none yet. */
public final class NewTopics {
    private static final short ONE_REPLICA = 1;

    private NewTopics() {}

    /** All of the contract, with one partition each, for a broker of one node. */
    public static List<NewTopic> all() {
        return Topics.all().stream()
                .map(topic -> new NewTopic(topic.name(), 1, ONE_REPLICA).configs(topic.settings()))
                .toList();
    }
}
