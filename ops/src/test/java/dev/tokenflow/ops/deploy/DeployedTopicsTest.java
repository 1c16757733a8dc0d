package dev.tokenflow.ops.deploy;

import static dev.tokenflow.ops.deploy.DeployFiles.at;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tokenflow.protocol.topic.Topic;
import dev.tokenflow.protocol.topic.Topics;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The topics that deployments make are those of the contract. */
class DeployedTopicsTest {
    private static final Pattern MADE = Pattern.compile("^make (\\S+) ((?:.*\\\\\\n)*.*)$", Pattern.MULTILINE);

    @Test
    void composeMakesThem() throws Exception {
        Map<String, String> made = new HashMap<>();
        Matcher matcher = MADE.matcher(DeployFiles.text("deploy/docker/make-topics"));
        while (matcher.find()) {
            made.put(matcher.group(1), matcher.group(2).replace("=", ": "));
        }
        requireContract(made);
    }

    @Test
    void strimziMakesThem() throws Exception {
        Map<String, String> made = new HashMap<>();
        for (Map<String, Object> topic : DeployFiles.kubernetes("components", "KafkaTopic")) {
            StringBuilder config = new StringBuilder();
            DeployFiles.map(at(topic, "spec", "config"))
                    .forEach((key, value) ->
                            config.append(key).append(": ").append(value).append(' '));
            made.put(at(topic, "metadata", "name").toString(), config.toString());
        }
        requireContract(made);
    }

    private static void requireContract(Map<String, String> made) {
        List<Topic> contract = Topics.all();
        assertThat(made.keySet())
                .containsExactlyInAnyOrderElementsOf(
                        contract.stream().map(Topic::name).toList());
        for (Topic topic : contract) {
            String config = made.get(topic.name());
            Map<String, String> wanted = topic.settings();
            wanted.forEach((key, value) -> assertThat(config).as(topic.name()).contains(key + ": " + value));
            for (String key : List.of("cleanup.policy", "message.timestamp.type")) {
                assertThat(config.contains(key)).as(topic.name() + ", " + key).isEqualTo(wanted.containsKey(key));
            }
        }
    }
}
