package dev.tokenflow.lab.deploy;

import static dev.tokenflow.lab.deploy.DeployFiles.at;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tokenflow.lab.stack.Topics;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeSet;
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

    private static void requireContract(Map<String, String> made) throws Exception {
        TreeSet<String> contract = new TreeSet<>();
        for (Field field : Topics.class.getFields()) {
            if (Modifier.isStatic(field.getModifiers()) && field.getType() == String.class) {
                contract.add((String) field.get(null));
            }
        }
        assertThat(made.keySet()).containsExactlyInAnyOrderElementsOf(contract);
        made.forEach((topic, config) -> {
            boolean compacted = topic.equals(Topics.HINTS) || topic.equals(Topics.MODELS);
            assertThat(config.contains("cleanup.policy: compact")).as(topic).isEqualTo(compacted);
            assertThat(config.contains("message.timestamp.type: LogAppendTime"))
                    .as(topic)
                    .isEqualTo(topic.equals(Topics.EVENTS));
        });
    }
}
