package dev.tokenflow.lab.faults.stack;

import java.io.IOException;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewPartitionReassignment;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.ElectionType;
import org.apache.kafka.common.Node;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.TopicPartitionInfo;

/** Which brokers lead the partitions of topics, and how others are made to. */
public final class Leaders {
    private static final Duration TIMEOUT = Duration.ofSeconds(30);

    private Leaders() {}

    /**
     * Makes another broker the leader of every partition of some topics, as people do before they take a broker down;
     * returns when the brokers say that it is. Records that the old leader alone has then are lost.
     *
     * @return how many partitions have another leader
     * @throws IOException when that did not happen, for example when there is no other broker
     */
    public static int move(Stack stack, Collection<String> topics) throws IOException, InterruptedException {
        try (Admin admin = stack.admin()) {
            Waits.require(
                    TIMEOUT,
                    "a leader of every partition, with all replicas in sync",
                    () -> partitions(admin, topics).values().stream()
                            .allMatch(partition -> partition.leader() != null
                                    && partition.isr().size()
                                            == partition.replicas().size()));
            Map<TopicPartition, Integer> wanted = new HashMap<>();
            Map<TopicPartition, Optional<NewPartitionReassignment>> orders = new HashMap<>();
            partitions(admin, topics).forEach((partition, now) -> {
                List<Integer> order = leaderLast(now);
                wanted.put(partition, order.getFirst());
                orders.put(partition, Optional.of(new NewPartitionReassignment(order)));
            });
            admin.alterPartitionReassignments(orders).all().get();
            admin.electLeaders(ElectionType.PREFERRED, orders.keySet()).all().get();
            Waits.require(
                    TIMEOUT,
                    "a move of the leaders",
                    () -> leaders(admin, topics).equals(wanted));
            return wanted.size();
        } catch (ExecutionException e) {
            throw new IOException("the leaders of " + topics + " were not moved: " + e.getMessage(), e);
        }
    }

    /** The first is the one that is preferred as the leader. */
    private static List<Integer> leaderLast(TopicPartitionInfo partition) {
        int leader = partition.leader().id();
        return Stream.concat(partition.replicas().stream().map(Node::id).filter(id -> id != leader), Stream.of(leader))
                .toList();
    }

    private static Map<TopicPartition, Integer> leaders(Admin admin, Collection<String> topics)
            throws IOException, InterruptedException {
        return partitions(admin, topics).entrySet().stream()
                .filter(entry -> entry.getValue().leader() != null)
                .collect(Collectors.toMap(
                        Map.Entry::getKey, entry -> entry.getValue().leader().id()));
    }

    private static Map<TopicPartition, TopicPartitionInfo> partitions(Admin admin, Collection<String> topics)
            throws IOException, InterruptedException {
        Map<TopicPartition, TopicPartitionInfo> all = new HashMap<>();
        try {
            for (TopicDescription topic :
                    admin.describeTopics(topics).allTopicNames().get().values()) {
                topic.partitions()
                        .forEach(partition ->
                                all.put(new TopicPartition(topic.name(), partition.partition()), partition));
            }
        } catch (ExecutionException e) {
            throw new IOException("the brokers do not describe " + topics + ": " + e.getMessage(), e);
        }
        return all;
    }
}
