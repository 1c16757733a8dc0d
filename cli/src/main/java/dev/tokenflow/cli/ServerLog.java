package dev.tokenflow.cli;

import java.util.List;
import java.util.Map;

/**
 * How a server logs when nobody says otherwise: from INFO on, to standard error. Without it Log4j shows errors only,
 * and a server whose broker is away would be silent.
 */
public final class ServerLog {
    private static final String CHOSEN = "log4j2.configurationFile";
    private static final String OURS = "classpath:dev/tokenflow/cli/server-log.properties";

    /** Where Log4j finds a configuration that somebody else has chosen. */
    private static final List<String> PROPERTIES = List.of(CHOSEN, "log4j.configurationFile");

    private static final List<String> VARIABLES = List.of("LOG4J_CONFIGURATION_FILE", "LOG4J2_CONFIGURATION_FILE");
    private static final List<String> NAMES = List.of("log4j2-test", "log4j2");
    private static final List<String> ENDINGS = List.of(".properties", ".yaml", ".yml", ".json", ".jsn", ".xml");

    private ServerLog() {}

    /**
     * Chooses this configuration for the process, unless there is another. To be called before anything is logged; it
     * changes nothing once Log4j has begun.
     */
    public static void use() {
        if (!isChosen(System.getenv())) {
            System.setProperty(CHOSEN, OURS);
        }
    }

    private static boolean isChosen(Map<String, String> environment) {
        return PROPERTIES.stream().anyMatch(name -> System.getProperty(name) != null)
                || VARIABLES.stream().anyMatch(environment::containsKey)
                || NAMES.stream()
                        .flatMap(name -> ENDINGS.stream().map(ending -> name + ending))
                        .anyMatch(file -> ServerLog.class.getClassLoader().getResource(file) != null);
    }
}
