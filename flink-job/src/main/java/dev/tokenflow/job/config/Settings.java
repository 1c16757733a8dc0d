package dev.tokenflow.job.config;

import dev.tokenflow.cli.input.PropertiesFile;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Values by key: {@code --key value} or {@code --key=value} on the command line, else {@code TOKENFLOW_KEY} in the
 * environment, else the default. Every key is named exactly once, where it is read, with its default and its meaning;
 * so the help text cannot differ from the parser.
 */
final class Settings {
    private static final Pattern DURATION = Pattern.compile("(\\d{1,9}) ?(ms|s|min|h)");

    private final Map<String, String> given = new HashMap<>();
    private final Map<String, String> environment;
    private final Map<String, ConfigKey> keys = new LinkedHashMap<>();
    private final Map<String, String> texts = new LinkedHashMap<>();

    Settings(String[] args, Map<String, String> environment) {
        this.environment = environment;
        for (int i = 0; i < args.length; i++) {
            if (!args[i].startsWith("--") || args[i].length() == 2) {
                throw new ConfigException("'" + args[i] + "' is not an option, expected --key value");
            }
            int equals = args[i].indexOf('=');
            String key = equals < 0 ? args[i].substring(2) : args[i].substring(2, equals);
            if (equals < 0 && i + 1 == args.length) {
                throw new ConfigException("--" + key + " has no value");
            }
            String value = equals < 0 ? args[++i] : args[i].substring(equals + 1);
            if (given.put(key, value) != null) {
                throw new ConfigException("--" + key + " is given twice");
            }
        }
    }

    String text(String key, String fallback, String meaning) {
        String value = value(key, "text", fallback, meaning);
        if (value.isBlank()) {
            throw ConfigException.of(key, value, "a text that is not blank");
        }
        return value;
    }

    /** What a file of Java properties says; nothing when none is named. */
    Map<String, String> properties(String key, String meaning) {
        String file = value(key, "file", "none", meaning);
        if (!file.equals("none")) {
            try {
                return PropertiesFile.read(Path.of(file));
            } catch (IOException | IllegalArgumentException e) { // the latter: not a path
                throw ConfigException.of(key, file, "a file of properties that can be read (" + e.getMessage() + ")");
            }
        }
        return Map.of();
    }

    int whole(String key, int fallback, int least, String meaning) {
        String value = value(key, "whole number of at least " + least, Integer.toString(fallback), meaning);
        try {
            int number = Integer.parseInt(value);
            if (number >= least) {
                return number;
            }
        } catch (NumberFormatException e) {
            // told below, with the same words
        }
        throw ConfigException.of(key, value, "a whole number of at least " + least);
    }

    /** As {@link #whole}; null when nobody gave it, for Flink has a setting of that kind too. */
    @Nullable
    Integer wholeOrFlinks(String key, int fallback, int least, String meaning) {
        int value = whole(key, fallback, least, meaning);
        return isFlinks(key) ? null : value;
    }

    double number(String key, double fallback, String meaning) {
        String value = value(key, "number", Double.toString(fallback), meaning);
        try {
            double number = Double.parseDouble(value);
            if (Double.isFinite(number)) {
                return number;
            }
        } catch (NumberFormatException e) {
            // told below, with the same words
        }
        throw ConfigException.of(key, value, "a number");
    }

    Duration duration(String key, Duration fallback, String meaning) {
        String value = value(key, "duration such as 200 ms, 10 s, 5 min or 1 h", format(fallback), meaning);
        Matcher matcher = DURATION.matcher(value);
        if (!matcher.matches()) {
            throw ConfigException.of(key, value, "a duration such as 200 ms, 10 s, 5 min or 1 h");
        }
        long amount = Long.parseLong(matcher.group(1));
        return switch (matcher.group(2)) {
            case "ms" -> Duration.ofMillis(amount);
            case "s" -> Duration.ofSeconds(amount);
            case "min" -> Duration.ofMinutes(amount);
            default -> Duration.ofHours(amount);
        };
    }

    /** As {@link #duration}; null when nobody gave it. */
    @Nullable
    Duration durationIfGiven(String key, Duration fallback, String meaning) {
        Duration value = duration(key, fallback, meaning);
        return isGiven(key) ? value : null;
    }

    /** As {@link #duration}; null when nobody gave it, for Flink has a setting of that kind too. */
    @Nullable
    Duration durationOrFlinks(String key, Duration fallback, String meaning) {
        Duration value = duration(key, fallback, meaning);
        return isFlinks(key) ? null : value;
    }

    <E extends Enum<E>> E word(String key, E fallback, String meaning) {
        String expected = Arrays.stream(fallback.getDeclaringClass().getEnumConstants())
                .map(Settings::word)
                .collect(Collectors.joining(" or "));
        String value = value(key, expected, word(fallback), meaning);
        return Arrays.stream(fallback.getDeclaringClass().getEnumConstants())
                .filter(constant -> word(constant).equals(value))
                .findAny()
                .orElseThrow(() -> ConfigException.of(key, value, expected));
    }

    private static String word(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT);
    }

    /**
     * Fails when a key is used under its old name, which the user may have from an earlier version, naming the new one.
     */
    void refuseOldName(String oldKey, String newKey) {
        if (isGiven(oldKey)) {
            throw new ConfigException("--" + oldKey + " (" + variable(oldKey) + ") is now called --" + newKey + " ("
                    + variable(newKey) + ")");
        }
    }

    /** Fails when a key was given that nobody has read. */
    void requireAllKnown() {
        for (String key : given.keySet()) {
            if (!keys.containsKey(key)) {
                throw new ConfigException("--" + key + " is unknown, see --help");
            }
        }
    }

    /** Every key that was read, in that order. */
    List<ConfigKey> keys() {
        return List.copyOf(keys.values());
    }

    /**
     * The value of every key that was read, as it was written, in that order. What is in a file is not among them: it
     * may be a password.
     */
    Map<String, String> texts() {
        return texts;
    }

    private boolean isFlinks(String key) {
        boolean left = !isGiven(key);
        if (left) {
            texts.put(key, "as Flink is set");
        }
        return left;
    }

    /** Whether the command line or the environment has a value for the key. */
    private boolean isGiven(String key) {
        return given.containsKey(key) || environment.containsKey(variable(key));
    }

    /** One line a key, in the order in which they were read. */
    String help() {
        StringBuilder text = new StringBuilder();
        keys.values()
                .forEach(key -> text.append(
                        String.format(Locale.ROOT, "  --%-24s %s [%s]%n", key.name(), key.meaning(), key.standard())));
        return text.toString();
    }

    private String value(String name, String kind, String fallback, String meaning) {
        ConfigKey key = new ConfigKey(name, kind, fallback, meaning);
        keys.put(name, key);
        String value = given.getOrDefault(name, environment.getOrDefault(key.variable(), fallback));
        texts.put(name, value);
        return value;
    }

    private static String variable(String key) {
        return "TOKENFLOW_" + key.toUpperCase(Locale.ROOT).replace('-', '_');
    }

    private static String format(Duration duration) {
        long ms = duration.toMillis();
        if (ms > 0 && ms % 60_000 == 0) {
            return ms / 60_000 + " min";
        }
        return ms > 0 && ms % 1000 == 0 ? ms / 1000 + " s" : ms + " ms";
    }
}
